/**
 * P3: from an event's commit to its subscriber's transaction done, on an idle system; and how many jobs a worker
 * settles a second, against bare pg-boss with the same settings on the same queue options.
 */
import { event } from '@mas/contracts/core'
import { rows, sql } from '@mas/db'
import { defineJob, emit, handler, inTx, newId, on, silentLog, system } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { buildTasks, reconcileQueues, workQueue, type PgBoss } from '@mas/platform/queue'
import { cloneDatabase } from '@mas/testing/template'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { z } from 'zod'
import { finish } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const [events, jobs, rounds] = sized({ quick: [100, 1_000, 1], standard: [200, 5_000, 3] })
const happened = event('bench.happened', z.object({ n: z.int() }))
const noop = defineJob('bench.noop', z.object({ n: z.int() }), { concurrency: 20 })
const heardAt = new Map<number, PromiseWithResolvers<number>>()
let settled = 0
let allSettled = Promise.withResolvers<void>()
const count = () => {
  settled += 1
  if (settled === jobs) allSettled.resolve()
}

const database = await cloneDatabase()
const runtime = await openRuntime({
  databaseUrl: database.url,
  process: 'worker',
  poolSize: 16,
  log: silentLog,
  ports: unwiredPorts({}),
  secret: Buffer.alloc(32).toString('base64'),
  publicUrl: 'http://localhost',
})
const tasks = buildTasks(
  (actor, requestId) => runtime.ctx(actor, { requestId }),
  [handler(noop, async () => count())],
  [on(happened, 'bench.hear', async (_t, { n }) => heardAt.get(n)?.resolve(performance.now()))],
)
await reconcileQueues(runtime.queue, [...tasks, { name: 'bench.bare', options: noop.options }], silentLog)
for (const task of tasks) await workQueue(runtime.queue, task, silentLog, runtime.metrics)

const latencies: number[] = []
for (let n = 0; n < events; n++) {
  const heard = Promise.withResolvers<number>()
  heardAt.set(n, heard)
  await inTx(runtime.ctx(system('bench'), { requestId: 'bench' }), (t) => emit(t, happened, { n }))
  const committedAt = performance.now()
  latencies.push(Math.max(0, (await heard.promise) - committedAt))
  await Bun.sleep(20)
}
latencies.sort((a, b) => a - b)
const [p50 = Number.NaN, p99 = Number.NaN] = [latencies[Math.floor(events * 0.5)], latencies[Math.floor(events * 0.99)]]

const ours: number[] = []
const bare: number[] = []
await workBare(runtime.queue)
for (let round = 0; round <= rounds; round++)
  for (const [queue, rates] of [
    ['bench.noop', ours],
    ['bench.bare', bare],
  ] as const) {
    // Both leave dead rows in one table: without fresh statistics whoever comes second pays for whoever came first.
    await rows(runtime.driver.db, sql`vacuum analyze pgboss.job`)
    settled = 0
    allSettled = Promise.withResolvers<void>()
    const startedAt = performance.now()
    await runtime.queue.insert(
      queue,
      Array.from({ length: jobs }, (_, n) => ({ id: newId(), data: { n } })),
    )
    await allSettled.promise
    if (round > 0) rates.push((jobs / (performance.now() - startedAt)) * 1000)
  }
await runtime.close()
await database.drop()

if (latencies.length !== events) throw new Error(`${latencies.length} of ${events} events were heard`)
const [mine, theirs] = [median(ours), median(bare)]
await finish({
  sizes: { events, jobs, rounds },
  figures: [
    { what: 'event to subscriber, idle, p50', ours: `${p50.toFixed(1)} ms`, reference: '', value: p50, bar: '<= 30' },
    { what: 'event to subscriber, idle, p99', ours: `${p99.toFixed(1)} ms`, reference: '', value: p99, bar: '<= 150' },
    {
      what: 'jobs settled a second, insert included / bare pg-boss',
      ours: `${Math.round(mine)}/s`,
      reference: `${Math.round(theirs)}/s`,
      value: mine / theirs,
      bar: '>= 0.8',
    },
  ],
  verified: [
    `every one of ${events} events was heard`,
    `${jobs} handlers ran in each of ${rounds + 1} rounds of either side, or the round would not have ended`,
  ],
  detail: { latencies, ours, bare },
})
process.exit()

/** pg-boss as its own documentation would have it, with the batch settings our worker uses. */
async function workBare(boss: PgBoss): Promise<void> {
  const settings = {
    batchSize: 20,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 1,
    perJobResults: true,
    includeMetadata: true,
    heartbeatRefreshSeconds: 2,
  } as const
  await boss.work<unknown, void, typeof settings>('bench.bare', settings, async (batch) =>
    batch.map(({ id }) => (count(), { id, status: 'completed' })),
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
