import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Platform } from '@mas/contracts/core'
import type { Role } from '@mas/contracts/access'
import { auditKeys, auditSeam } from '@mas/domain/audit'
import { openSettings } from '@mas/domain/settings'
import { settleDeliveries } from '@mas/domain/webhooks'
import { jobHandlers, subscribers } from '@mas/domain/wiring'
import {
  fixedClock,
  newId,
  silentLog,
  system,
  type Actor,
  type Ctx,
  type JobHandler,
  type Ports,
  type Subscriber,
  type UserActor,
} from '@mas/kernel'
import { createLog, openRuntime, type Runtime } from '@mas/platform'
import { buildTasks, declaredQueues, reconcileQueues } from '@mas/platform/queue'
import { afterAll, beforeAll } from 'bun:test'
import { drainJobs, type DrainReport } from './drain.ts'
import { leakedSecrets } from './leaked-secrets.ts'
import { rememberedHashes } from './remembered-hashes.ts'
import { cloneDatabase } from './template.ts'
import { portsWithoutKeys, unwiredPorts } from './unwired-ports.ts'

/** Monday, 10:00 in India: a working hour of a working day. */
export const defaultNow = '2026-11-23T04:30:00.000Z'

/** Not a secret: 32 known bytes. */
const testSecret = Buffer.alloc(32, 7).toString('base64')
const testAuditKeys = auditKeys([Buffer.alloc(32, 7)])

export interface Harness {
  readonly runtime: Runtime
  readonly databaseUrl: string
  readonly clock: ReturnType<typeof fixedClock>
  /** A context for a caller; the same caller gets a new request each time. */
  ctx(actor: Actor, facts?: { platform?: Platform; requestKey?: string; ip?: string; deviceId?: string }): Ctx
  /** Does all due background work; `dead` of the answer must usually be empty. */
  drain(): Promise<DrainReport>
  /** Lines logged so far, as text: for tests that look for secrets. */
  logged(): string
}

interface HarnessOptions {
  readonly now?: string
  readonly ports?: Partial<Ports>
  readonly poolSize?: number
  /** Settings are read as in production: from memory, which is a moment behind rows that the test changes by hand. */
  readonly settingsInMemory?: boolean
  /** Jobs and reactions besides the product's own, for tests of the plumbing. */
  readonly extra?: { readonly handlers?: readonly JobHandler[]; readonly subscribers?: readonly Subscriber[] }
}

/**
 * Gives a test file a migrated database of its own, a clock that stands still, and everything wired as in
 * production. Call it at the top of the file; the value is usable inside tests.
 */
export function useHarness(options: HarnessOptions = {}): Harness {
  let opened: { runtime: Runtime; url: string; drop(): Promise<void> } | undefined
  const clock = fixedClock(options.now ?? defaultNow)
  const lines: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'mas-test-'))
  const log = createLog({ level: 'debug', process: 'test', write: (line) => void lines.push(line) })

  beforeAll(async () => {
    const { url, drop } = await cloneDatabase()
    const runtime = await openRuntime({
      databaseUrl: url,
      process: 'test',
      secret: testSecret,
      publicUrl: 'http://localhost:3000',
      poolSize: options.poolSize ?? 8,
      // Hundreds of parallel calls are a race to test, not a load to refuse, however busy the machine.
      waitForSlotMs: 120_000,
      log,
      ports: unwiredPorts(
        options.ports ?? {},
        portsWithoutKeys(testSecret, folder, clock, () => ctx(system('test'))),
      ),
      audit: auditSeam(testAuditKeys),
      settings: (driver, lines) => openSettings({ driver, log: lines, process: 'test', clock, trust: options.settingsInMemory ?? false }),
      clock,
      hasher: rememberedHashes,
    })
    if (options.extra !== undefined)
      await reconcileQueues(runtime.queue, declaredQueues(options.extra.handlers ?? [], options.extra.subscribers ?? []), silentLog)
    opened = { runtime, url, drop }
  })
  afterAll(async () => {
    await opened?.runtime.close()
    await opened?.drop()
    rmSync(folder, { recursive: true, force: true })
    // The logs of the whole suite are looked through, file by file.
    const leaked = leakedSecrets(lines)
    if (leaked.length > 0) throw new Error(`the log holds secrets: ${leaked.join('; ')}`)
  })

  const required = () => {
    if (opened === undefined) throw new Error('the harness is usable inside tests and hooks only')
    return opened
  }
  const ctx: Harness['ctx'] = (actor, { ip = '203.0.113.7', deviceId, ...facts } = {}) =>
    required().runtime.ctx(actor, {
      requestId: newId(),
      client: { ip, userAgent: 'test', ...(deviceId !== undefined && { deviceId }) },
      ...facts,
    })
  return {
    get runtime() {
      return required().runtime
    },
    get databaseUrl() {
      return required().url
    },
    clock,
    ctx,
    drain: async () => {
      const { runtime } = required()
      const tasks = buildTasks(
        (actor, requestId) => runtime.ctx(actor, { requestId }),
        [...jobHandlers, ...(options.extra?.handlers ?? [])],
        [...subscribers, ...(options.extra?.subscribers ?? [])],
      )
      const report: DrainReport = { ran: [], dead: [] }
      for (let ran = ['']; ran.length > 0;) {
        const part = await drainJobs(runtime.driver.db, tasks, clock, (thrown) =>
          lines.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
        )
        // Deliveries outlive their jobs, and what came of one may start another.
        await settleDeliveries(ctx(system('test')))
        ran = part.ran
        report.ran.push(...ran)
        report.dead.push(...part.dead)
      }
      return report
    },
    logged: () => lines.join('\n'),
  }
}

/** A signed-in person without a row: enough where a verb looks at the role only. */
export function someone(role: Role, facts: Partial<UserActor> = {}): UserActor {
  return { kind: 'user', userId: newId(), role, sessionId: newId(), ...facts }
}
