/**
 * API and worker in one process, which dies (or has Postgres die) at one chosen transaction. Its parent says what to do
 * in the first line on stdin, counting begins with the second, and every later one answers a request for a strike.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createApp } from '@mas/api/app'
import { resolveActor } from '@mas/api/resolve-actor'
import { processEnvironment } from '@mas/platform/config'
import { keepSchedules } from '@mas/platform/queue'
import { openProcess, queueSpecs, workerSchedules } from '@mas/wiring'
import { startWorker } from '@mas/worker'
import { startStepper } from '@mas/worker/stepper'
import { answerLedger, boundaryActor, ledgerPath } from './ledger-edge.ts'
import { Orders, said } from './orders.ts'
import { playPartners } from './partners.ts'
import { sweepNow } from './sweep-now.ts'
import { strikeAt } from './strike-at.ts'

/** Written at once: whoever kills itself a moment later has been heard. */
const say = (line: string): void => void writeSync(1, `${line}\n`)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const first = await lines.next()
// Nobody wants a take-over any more.
if (first.done === true) process.exit(0)
const orders = Orders.parse(JSON.parse(first.value))
const opened = await openProcess({ process: 'worker', env: { ...processEnvironment(), ...orders.env } })
const { config, runtime } = opened
const { begin, also } = strikeAt(runtime, orders, async () => {
  say(said.strike)
  if (orders.strike === 'kill') process.kill(process.pid, 'SIGKILL')
  await lines.next()
  // In the midst of a transaction nothing is waited for: its connection is gone.
  void sweepNow(runtime).then(() => keepSchedules(runtime.queue, workerSchedules, runtime.log))
})
playPartners(runtime)
const app = createApp({
  runtime,
  publicUrl: config.MAS_PUBLIC_URL,
  corsOrigins: [],
  trustedProxies: 1,
  resolveActor,
  webhooks: opened.webhooks,
  ops: {
    databaseUrl: config.DATABASE_URL,
    version: '0',
    providers: opened.slots,
    queues: queueSpecs().map(({ name }) => name),
    draining: () => false,
  },
})
// Sweeps that come by the clock would be counted and struck, too, now here and now there, and a flow would never be through.
await startWorker(runtime, orders.nth === 0 ? workerSchedules : [])
if (orders.nth === 0) await sweepNow(runtime)
await startStepper(runtime, config.DATABASE_URL, also)
Bun.serve({
  port: config.PORT,
  idleTimeout: 60,
  fetch: (request, self) =>
    new URL(request.url).pathname === ledgerPath
      ? answerLedger(request, (requestId) => runtime.ctx(boundaryActor, { requestId }))
      : app.fetch(request, { peerAddress: () => self.requestIP(request)?.address }),
})
say(said.ready)
await lines.next()
begin()
say(said.counting)
