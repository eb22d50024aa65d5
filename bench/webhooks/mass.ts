import { webhooksHandlers } from '@mas/domain/webhooks'
import { inTx, silentLog } from '@mas/kernel'
import { buildTasks, workQueue } from '@mas/platform/queue'
import { z } from 'zod'
import { addEndpoints, owner } from './endpoints.ts'
import { openGround, type Figure, type Ground } from './ground.ts'

const endpoints = Array.from({ length: 200 }, (_, n) => `endpoint-${n}`)
const eachKey = 10
const Told = z.object({ key: z.string(), sequence: z.int() })

/** Many messages, ten of each key, all enqueued before the first goes out: whether each arrives in its place, and as fast at the end. */
export async function measureMass(messages: number): Promise<Figure[]> {
  const ground = await openGround(16)
  const arrivals = openArrivals(messages)
  await addEndpoints(ground, endpoints, (ref) => `${arrivals.url}${ref}`)
  await enqueue(ground, messages)
  const memory = process.memoryUsage.rss()
  const startedAt = performance.now()
  for (const task of buildTasks(() => ground.ctx(), webhooksHandlers, []))
    if (task.name === 'webhooks.deliver') await workQueue(ground.runtime.queue, task, silentLog, ground.runtime.metrics)
  await arrivals.all
  const took = performance.now() - startedAt
  const grown = (process.memoryUsage.rss() - memory) / 1_048_576
  await arrivals.close()
  await ground.close()
  const [first, last] = [arrivals.tookFirstTenth(startedAt), arrivals.tookLastTenth()]
  return [
    {
      what: `${messages} messages: lost, doubled, out of order`,
      ours: `${arrivals.faults()} at ${Math.round(messages / (took / 1000))}/s, ${grown.toFixed(0)} MiB more`,
      reference: '',
      ratio: arrivals.faults(),
      bar: '<= 0',
    },
    {
      what: 'the last tenth of them / the first',
      ours: `${Math.round(messages / 10 / (last / 1000))}/s`,
      reference: `${Math.round(messages / 10 / (first / 1000))}/s`,
      ratio: first / last,
      bar: '>= 0.7',
    },
  ]
}

function openArrivals(messages: number) {
  const all = Promise.withResolvers<void>()
  const next = new Map<string, number>()
  const at: number[] = []
  let wrong = 0
  const receiver = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const { key, sequence } = Told.parse(await request.json())
      if ((next.get(key) ?? 1) !== sequence) wrong += 1
      next.set(key, sequence + 1)
      if (at.push(performance.now()) === messages) all.resolve()
      return new Response()
    },
  })
  const tenth = Math.floor(messages / 10)
  return {
    url: receiver.url.href,
    all: all.promise,
    close: () => receiver.stop(true),
    faults: () => wrong + Math.abs(at.length - messages),
    tookFirstTenth: (startedAt: number) => (at[tenth - 1] ?? Number.NaN) - startedAt,
    tookLastTenth: () => (at.at(-1) ?? Number.NaN) - (at[messages - tenth - 1] ?? Number.NaN),
  }
}

async function enqueue(ground: Ground, messages: number): Promise<void> {
  for (let from = 0; from < messages; from += 500)
    await inTx(ground.ctx(), (t) =>
      owner.enqueueDeliveries(
        t,
        Array.from({ length: Math.min(500, messages - from) }, (_, n) => {
          const key = Math.floor((from + n) / eachKey)
          const sequence = ((from + n) % eachKey) + 1
          const body = JSON.stringify({ key: `key-${key}`, sequence })
          return { endpointRef: endpoints[key % endpoints.length] ?? '', orderKey: `key-${key}`, sequence, type: 'bench', body }
        }),
      ),
    )
}
