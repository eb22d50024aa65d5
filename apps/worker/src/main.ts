/** The worker process: queues, schedules, events, until SIGTERM. Runs on Bun and on Node. */
import { settleDeliveries } from '@mas/domain/webhooks'
import { newId, system } from '@mas/kernel'
import { processEnvironment } from '@mas/platform/config'
import { onStopSignal, openProcess, queueSpecs, readiness } from '@mas/wiring'
import { serveOps } from './ops-server.ts'
import { startStepper } from './stepper/start-stepper.ts'
import { startWorker } from './worker.ts'

const opening = openProcess({ process: 'worker', env: processEnvironment() })
let draining = false
const started = Promise.withResolvers<readonly { stop(): void | Promise<void> }[]>()
// Before anything is awaited: opening may wait for Postgres, and no signal may find the process without an answer.
onStopSignal(15_000, async () => {
  draining = true
  const opened = await opening
  opened.log.info('worker drains')
  // What is still being started would fail on a closed pool and end the process as a crash does.
  for (const one of await started.promise) await one.stop()
  // Deliveries to slow receivers outlive their jobs; one that is still open goes again when its lease is over.
  await Promise.race([settleDeliveries(opened.runtime.ctx(system('webhooks.deliver'), { requestId: newId() })), pause(5_000)])
  // Closing waits for jobs at work; what does not finish in time is found by its silent heartbeat.
  await opened.close()
})
const opened = await opening
const { DATABASE_URL: databaseUrl, WORKER_PORT: port } = opened.config
const ready = readiness(opened.runtime, { databaseUrl, queues: queueSpecs().map(({ name }) => name), draining: () => draining })
const ops = port === undefined ? [] : [await serveOps(opened.runtime, ready, port)]
const worker = await startWorker(opened.runtime)
started.resolve([...ops, worker, await startStepper(opened.runtime, databaseUrl)])
// Only now: whatever fails before this line ends the process, and its supervisor starts another one.
opened.log.info('worker ready', worker.serves)

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
