import { rows, sql, texts } from '@mas/db'
import { pendingMigrations } from '@mas/db/migrate'
import type { Runtime } from '@mas/platform'

interface Expected {
  readonly databaseUrl: string
  /** Names of the queues that must exist. */
  readonly queues: readonly string[]
  readonly draining: () => boolean
}

export interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'draining'
  readonly checks: { readonly database: Check; readonly migrations: Check; readonly queues: Check }
}
type Check = 'ok' | 'unknown' | (string & {})

/** Balancers ask often and strangers may, too: one answer serves everybody for this long. */
const freshForMs = 1_000
const databaseTimeoutMs = 2_000

/** Whether this process can do its work: the database answers, has every migration, and every queue exists. */
export function readiness(runtime: Runtime, ops: Expected | undefined): () => Promise<Readiness> {
  let latest: { atMs: number; answer: Promise<Readiness> } | undefined
  // Both only ever grow while a process lives, so once true they are not asked again.
  let migrated = false
  let queued = false

  return async () => {
    const now = performance.now()
    if (latest === undefined || now - latest.atMs > freshForMs) latest = { atMs: now, answer: ask() }
    const answer = await latest.answer
    return ops?.draining() === true ? { ...answer, status: 'draining' } : answer
  }

  async function ask(): Promise<Readiness> {
    const database = await settle(rows(runtime.driver.db, sql`select 1 as one`).then(() => 'ok'))
    const [migrations, queues] =
      database === 'ok' ? await Promise.all([settle(askMigrations()), settle(askQueues())]) : ['unknown', 'unknown']
    const isReady = [database, migrations, queues].every((check) => check === 'ok')
    return { status: isReady ? 'ready' : 'not-ready', checks: { database, migrations, queues } }
  }

  async function askMigrations(): Promise<Check> {
    if (migrated || ops === undefined) return 'ok'
    const pending = await pendingMigrations(ops.databaseUrl)
    migrated = pending.length === 0
    return migrated ? 'ok' : `${pending.length} pending`
  }

  async function askQueues(): Promise<Check> {
    if (queued || ops === undefined) return 'ok'
    const found = await rows<{ name: string }>(runtime.driver.db, sql`select name from pgboss.queue where name = any(${texts(ops.queues)})`)
    queued = found.length === ops.queues.length
    return queued ? 'ok' : `${ops.queues.length - found.length} missing`
  }
}

async function settle(asked: Promise<Check>): Promise<Check> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), databaseTimeoutMs)
  })
  // Why it failed is in the log of whoever really needed the database; here only that it did.
  return Promise.race([asked.catch(() => 'failed'), late]).finally(() => clearTimeout(timer))
}
