import { webhooksHandlers } from '@mas/domain/webhooks'
import { silentLog } from '@mas/kernel'
import { buildTasks, workQueue } from '@mas/platform/queue'
import { addEndpoints, enqueueAll } from './endpoints.ts'
import { median, openGround, type Figure } from './ground.ts'

const healthy = Array.from({ length: 199 }, (_, n) => `endpoint-${n}`)
const rounds = 5

/** How fast 199 endpoints are served while the 200th answers like them, and while it takes everything and says nothing. */
export async function measureIsolation(messages: number): Promise<Figure> {
  const seen: { ratio: number; hangs: number; none: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    // The order changes from round to round, and each round is its own comparison: the machine is not the same all along.
    const first = await serveAll(messages, round % 2 === 0)
    const second = await serveAll(messages, round % 2 !== 0)
    const [hangs, none] = round % 2 === 0 ? [first, second] : [second, first]
    if (round > 0) seen.push({ ratio: hangs / none, hangs, none })
  }
  return {
    what: `199 endpoints beside one that hangs, ${messages} messages`,
    ours: `${Math.round(median(seen.map(({ hangs }) => hangs)))}/s, rounds ${seen.map(({ ratio }) => ratio.toFixed(2)).join(' ')}`,
    reference: `none hangs ${Math.round(median(seen.map(({ none }) => none)))}/s`,
    ratio: median(seen.map(({ ratio }) => ratio)),
    bar: '>= 0.95',
  }
}

async function serveAll(messages: number, hangs: boolean): Promise<number> {
  const ground = await openGround(16)
  let taken = 0
  const all = Promise.withResolvers<void>()
  const receiver = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    fetch: (request) => {
      if (request.url.endsWith('/last')) return hangs ? new Promise<Response>(() => undefined) : new Response('taken')
      if (++taken === messages) all.resolve()
      return new Response('taken')
    },
  })
  await addEndpoints(ground, [...healthy, 'last'], (ref) => `http://127.0.0.1:${receiver.port}/${ref}`)
  const places = Array.from({ length: messages }, (_, n) => ({ endpointRef: healthy[n % healthy.length] ?? '', orderKey: `key-${n}` }))
  const forLast = Array.from({ length: Math.ceil(messages / healthy.length) }, (_, n) => ({ endpointRef: 'last', orderKey: `key-${n}` }))
  // The silent one's come first, so that everybody else has to get past them.
  await enqueueAll(ground, [...forLast, ...places])
  const tasks = buildTasks(() => ground.ctx(), webhooksHandlers, [])
  const startedAt = performance.now()
  for (const task of tasks)
    if (task.name === 'webhooks.deliver') await workQueue(ground.runtime.queue, task, silentLog, ground.runtime.metrics)
  await all.promise
  const rate = (messages / (performance.now() - startedAt)) * 1000
  await receiver.stop(true)
  await ground.close()
  return rate
}
