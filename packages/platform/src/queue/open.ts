import type { Log } from '@mas/kernel'
import { getConstructionPlans, PgBoss } from 'pg-boss'

export const deadLetterQueue = 'dead-letters'
/** How the sessions of workers begin to call themselves in Postgres; each worker adds a name of its own. */
export const workerSessions = 'mas-queue-worker:'

/**
 * pg-boss on its own small pool. A sender only adds jobs; a worker also fetches and supervises.
 * Killed workers are found by their silent heartbeat, so supervision runs every few seconds.
 */
export async function openQueue(options: { url: string; role: 'sender' | 'worker'; log: Log; connections?: number }): Promise<PgBoss> {
  const working = options.role === 'worker'
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: working ? `${workerSessions}${crypto.randomUUID()}` : 'mas-queue-sender',
    max: options.connections ?? (working ? 6 : 2),
    supervise: working,
    // Its firings can be made twice by a worker that fell silent; ours have ids of their own (`fire.ts`).
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 300,
    useListenNotify: working,
  })
  boss.on('error', sayNowAndThen(options.log))
  await boss.start()
  return boss
}

/** The statements that make the queue's schema, for a restore, which fills it itself. */
export function queueSchema(): string {
  return getConstructionPlans('pgboss')
}

const sayEveryMs = 5_000

/** While Postgres is away every queue complains each second; one line in five seconds says it as well. */
function sayNowAndThen(log: Log): (error: unknown) => void {
  let saidAt = -Infinity
  let unsaid = 0
  return (error) => {
    unsaid += 1
    if (performance.now() - saidAt < sayEveryMs) return
    saidAt = performance.now()
    const code: unknown = Reflect.get(Object(error), 'code')
    log.warn('queue error', { reason: typeof code === 'string' ? code : 'unknown', times: unsaid })
    unsaid = 0
  }
}
