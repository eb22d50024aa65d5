/** The worker process: queues, schedules, events, until SIGTERM. Runs on Bun and on Node. */
import { processEnvironment } from '@mas/platform/config'
import { onStopSignal, openProcess } from '@mas/wiring'
import { serveOps } from './ops-server.ts'
import { startStepper } from './stepper/start-stepper.ts'
import { startWorker } from './worker.ts'

const opened = await openProcess({ process: 'worker', env: processEnvironment() })
const begun: { stop(): void | Promise<void> }[] = []
// Before anything is begun, so that no signal finds the process without an answer.
onStopSignal(15_000, async () => {
  opened.log.info('worker drains')
  for (const one of begun) await one.stop()
  // Closing waits for jobs at work; what does not finish in time is found by its silent heartbeat.
  await opened.close()
})
if (opened.config.WORKER_PORT !== undefined) begun.push(await serveOps(opened.runtime, opened.config.WORKER_PORT))
begun.push(await startWorker(opened.runtime))
begun.push(await startStepper(opened.runtime, opened.config.DATABASE_URL))
