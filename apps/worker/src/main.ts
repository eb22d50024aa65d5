/** The worker process: queues, schedules, events, until SIGTERM. Runs on Bun and on Node. */
import { processEnvironment } from '@mas/platform/config'
import { onStopSignal, openProcess, queueSpecs, readiness } from '@mas/wiring'
import { serveOps } from './ops-server.ts'
import { startWorker } from './worker.ts'

const opened = await openProcess({ process: 'worker', env: processEnvironment() })
let draining = false
const begun: { stop(): void | Promise<void> }[] = []
// Before anything is begun, so that no signal finds the process without an answer.
onStopSignal(15_000, async () => {
  draining = true
  opened.log.info('worker drains')
  for (const one of begun) await one.stop()
  // Closing waits for jobs at work; what does not finish in time is found by its silent heartbeat.
  await opened.close()
})
const { DATABASE_URL: databaseUrl, WORKER_PORT: port } = opened.config
const ready = readiness(opened.runtime, { databaseUrl, queues: queueSpecs().map(({ name }) => name), draining: () => draining })
if (port !== undefined) begun.push(await serveOps(opened.runtime, ready, port))
begun.push(await startWorker(opened.runtime))
