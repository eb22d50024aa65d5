/**
 * API and worker in one process, which dies (or has Postgres die) at one chosen transaction. Its parent says what to do
 * in the environment, counting begins with the first line on stdin, and every later line answers a request for a strike.
 */
import { createInterface } from 'node:readline'
import { createApp } from '@mas/api/app'
import { resolveActor } from '@mas/api/resolve-actor'
import { processEnvironment } from '@mas/platform/config'
import { openProcess, queueSpecs } from '@mas/wiring'
import { startWorker } from '@mas/worker'
import { startStepper } from '@mas/worker/stepper'
import { z } from 'zod'
import { answerLedger, boundaryActor, ledgerPath } from './ledger-edge.ts'
import { strikeAt } from './strike-at.ts'

const env = processEnvironment()
const Orders = z.object({ nth: z.int(), when: z.enum(['before', 'after']), strike: z.enum(['kill', 'postgres']) })
const orders = Orders.parse(JSON.parse(env['BOUNDARY'] ?? ''))

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const opened = await openProcess({ process: 'worker', env })
const { config, runtime } = opened
const { begin } = strikeAt(runtime.infra, orders, async () => {
  if (orders.strike === 'kill') process.kill(process.pid, 'SIGKILL')
  console.log('strike')
  await lines.next()
})
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
await startWorker(runtime)
await startStepper(runtime, config.DATABASE_URL)
Bun.serve({
  port: config.PORT,
  idleTimeout: 60,
  fetch: (request, self) =>
    new URL(request.url).pathname === ledgerPath
      ? answerLedger(request, (requestId) => runtime.ctx(boundaryActor, { requestId }))
      : app.fetch(request, { peerAddress: () => self.requestIP(request)?.address }),
})
console.log('ready')
await lines.next()
begin()
console.log('counting')
