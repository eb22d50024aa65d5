/** The worker process: queues, schedules, events, until SIGTERM. Runs on Bun and on Node. */
import { processEnvironment } from '@mas/platform/config'
import { onStopSignal, openProcess } from '@mas/wiring'
import { serveOps } from './ops-server.ts'
import { startWorker } from './worker.ts'

const opened = await openProcess({ process: 'worker', env: processEnvironment() })
const worker = await startWorker(opened.runtime)
const ops = opened.config.WORKER_PORT === undefined ? undefined : await serveOps(opened.runtime, opened.config.WORKER_PORT)

onStopSignal(15_000, async () => {
  opened.log.info('worker drains')
  worker.stop()
  await ops?.close()
  // Closing waits for jobs at work; what does not finish in time is found by its silent heartbeat.
  await opened.close()
})
