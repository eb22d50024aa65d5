import { connect, type Driver } from '@mas/db'
import { defaultPlatform } from '@mas/contracts/core'
import {
  systemClock,
  type Actor,
  type AuditSeam,
  type Clock,
  type Ctx,
  type Infra,
  type Log,
  type Ports,
  type SettingsSeam,
} from '@mas/kernel'
import { createAuth, hashThreads, type Hasher } from './auth/index.ts'
import { createInfra } from './infra.ts'
import { keyRing } from './keys/index.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openQueue, queueOps, sendInTx, type PgBoss } from './queue/index.ts'
import { rateLimiter } from './rate-limits.ts'

export interface RuntimeOptions {
  readonly databaseUrl: string
  readonly process: 'api' | 'worker' | 'test' | 'tool'
  readonly poolSize: number
  /** How long a transaction waits for its turn; ten seconds unless given. */
  readonly waitForSlotMs?: number
  /** Root of all keys, base64 of at least 32 bytes. */
  readonly secret: string
  /** Roots that were in use before, oldest first: what they sealed still opens. */
  readonly previousSecrets?: readonly string[]
  /** Where clients reach the API; the issuer of access tokens. */
  readonly publicUrl: string
  readonly log: Log
  readonly ports: Ports
  /** Records refusals and what administrators use, and seals; made by the audit domain. */
  readonly audit?: AuditSeam
  /** Keeps the settings in memory and current; made by the settings domain. */
  readonly settings?: (driver: Driver, log: Log) => Promise<SettingsSeam & { close(): Promise<void> }>
  readonly clock?: Clock
  /** Hashes passwords. Without one an API has threads that step back for everything else, other processes the runtime's own. */
  readonly hasher?: Hasher
}

/** What every process of the product stands on. */
export interface Runtime {
  readonly driver: Driver
  readonly queue: PgBoss
  readonly infra: Infra
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  /** The context of one piece of work. */
  ctx(actor: Actor, facts: Partial<Pick<Ctx, 'platform' | 'client' | 'requestKey' | 'signal'>> & { requestId: string }): Ctx
  close(): Promise<void>
}

export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { log, clock = systemClock, ports } = options
  const driver = await connect({
    url: options.databaseUrl,
    poolSize: options.poolSize,
    applicationName: `mas-${options.process}`,
    statementTimeoutMs: 60_000,
  })
  const queue = await openQueue({ url: options.databaseUrl, role: options.process === 'worker' ? 'worker' : 'sender', log })
  const metrics = createMetrics()
  const rates = rateLimiter(driver.db, clock)
  const keys = keyRing(options.secret, options.previousSecrets)
  const hasher = options.hasher ?? (options.process === 'api' ? hashThreads() : undefined)
  const auth = createAuth({ db: driver.db, clock, keys, publicUrl: options.publicUrl, hasher })
  const settings = await options.settings?.(driver, log)
  const infra = createInfra({
    driver,
    keys,
    auth,
    audit: options.audit,
    settings,
    clock,
    metrics,
    rates,
    sendJobs: sendInTx(queue),
    queueOps: queueOps(queue),
    transactions: Math.max(1, options.poolSize - 2),
    ...(options.waitForSlotMs !== undefined && { waitForSlotMs: options.waitForSlotMs }),
  })
  return {
    driver,
    queue,
    infra,
    metrics,
    clock,
    log,
    ctx: (actor, { requestId, platform = defaultPlatform, ...facts }) => ({
      actor,
      platform,
      requestId,
      clock,
      log: log.child({ requestId }),
      infra,
      db: driver.db,
      ports,
      ...facts,
    }),
    close: async () => {
      rates.stop()
      await settings?.close()
      await queue.stop({ graceful: true, timeout: 8_000 })
      await driver.close()
    },
  }
}
