import { createHash } from 'node:crypto'
import { migrate, readMigrations } from '@mas/db/migrate'
import { jobHandlers, subscribers } from '@mas/domain/wiring'
import { silentLog } from '@mas/kernel'
import { declaredQueues, openQueue, reconcileQueues } from '@mas/platform/queue'
import pg from 'pg'

const lockKey = 7_220_011_205

/** Where test databases live: a throwaway cluster that the test runner starts. */
export function adminUrl(): string {
  const url = Bun.env['MAS_TEST_DATABASE_URL']
  if (url === undefined)
    throw new Error('MAS_TEST_DATABASE_URL is not set: run tests with `npm test` or `bun run test`, which start a throwaway Postgres')
  return url
}

/**
 * A database of one's own for a test file: a copy of a template that the real migrations built, once per state of
 * the migrations and queues. Copying takes some 30 ms on tmpfs, so no file shares rows with another.
 */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${process.pid}_${crypto.randomUUID().replaceAll('-', '')}`
  const template = await (ready ??= ensureTemplate())
  await asAdmin((admin) => admin.query(`create database ${name} template ${template} strategy file_copy`))
  return {
    url: urlOf(name),
    drop: () => asAdmin(async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  }
}

/** One look a process: no migration changes while tests run. */
let ready: Promise<string> | undefined

async function ensureTemplate(): Promise<string> {
  const queues = declaredQueues(jobHandlers, subscribers)
  const state = JSON.stringify([readMigrations().map((file) => [file.name, file.hash]), queues.map(({ name, options }) => [name, options])])
  const template = `template_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`
  await asAdmin(async (admin) => {
    const exists = async () =>
      (await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [template])).rowCount === 1
    if (await exists()) return
    await admin.query('select pg_advisory_lock($1)', [lockKey])
    if (await exists()) return
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.query(`create database ${template}`)
    await migrate({ url: urlOf(template) })
    const queue = await openQueue({ url: urlOf(template), role: 'sender', log: silentLog })
    await reconcileQueues(queue, queues, silentLog)
    await queue.stop({ graceful: false })
    // Nobody may be connected to a template while it is copied.
    await admin.query(`alter database ${template} with is_template true allow_connections false`)
  })
  return template
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl() })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function urlOf(database: string): string {
  const url = new URL(adminUrl())
  url.pathname = `/${database}`
  return url.href
}
