import pg from 'pg'
import { readMigrations, type MigrationFile } from './files.ts'

export { readMigrations } from './files.ts'

/** Any number that nobody else uses for an advisory lock on this database. */
const lockKey = 7_220_011_204

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

interface MigrateOptions {
  readonly url: string
  readonly folder?: string
  /** Names of the files to apply; the others wait. A restore brings a database to the state its backup was taken in. */
  readonly only?: ReadonlySet<string>
  readonly log?: (line: string) => void
}

/**
 * Applies every migration that this database has not seen, in order of name, one transaction each, one runner at a
 * time. An applied file whose text has changed since is refused: write a new migration instead.
 *
 * Ours and not Drizzle's, because that one compares only with the newest applied timestamp: a file merged late from
 * another branch is skipped and reported as success.
 */
export async function migrate({ url, folder, only, log = () => {} }: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'mas-migrate' })
  await client.connect()
  try {
    await requireVersion(client)
    await waitForTurn(client)
    await client.query(`create schema if not exists migrations;
      create table if not exists migrations.applied (name text primary key, hash text not null, applied_at timestamptz not null default now())`)
    const { rows: applied } = await client.query<{ name: string; hash: string }>('select name, hash from migrations.applied')
    const hashes = new Map(applied.map((row) => [row.name, row.hash]))
    const pending = readMigrations(folder).filter((file) => isPending(file, hashes.get(file.name)) && (only?.has(file.name) ?? true))
    for (const file of pending) {
      await apply(client, file)
      log(`migration ${file.name}`)
    }
  } finally {
    await client.end() // ends the session, and with it the lock
  }
}

/** Names of the files this database has not seen yet. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: known } = await client.query<{ exists: boolean }>(`select to_regclass('migrations.applied') is not null as exists`)
    if (known[0]?.exists !== true) return readMigrations().map((file) => file.name)
    const { rows } = await client.query<{ name: string }>('select name from migrations.applied')
    const applied = new Set(rows.map((row) => row.name))
    return readMigrations().flatMap((file) => (applied.has(file.name) ? [] : [file.name]))
  } finally {
    await client.end()
  }
}

/**
 * Asks again and again instead of waiting inside `pg_advisory_lock`: a waiting statement holds a snapshot, and an
 * index that another runner builds concurrently waits for every snapshot: the two would wait for each other.
 */
async function waitForTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockKey])
    if (rows[0]?.taken === true) return
    await new Promise((resume) => setTimeout(resume, 100))
  }
}

function isPending(file: MigrationFile, appliedHash: string | undefined): boolean {
  if (appliedHash === undefined) return true
  if (appliedHash !== file.hash)
    throw new MigrationError(`migration ${file.name} was edited after it was applied; undo the edit and write a new one`)
  return false
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const record = () => client.query('insert into migrations.applied (name, hash) values ($1, $2)', [file.name, file.hash])
  try {
    if (file.alone) {
      for (const statement of file.sql.split('--> statement-breakpoint')) await client.query(statement)
      await record()
      return
    }
    await client.query('begin')
    await client.query(file.sql)
    await record()
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {}) // with the connection gone, the server has rolled back
    throw new MigrationError(`migration ${file.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  const complaint = versionComplaint(rows[0]?.version ?? 0)
  if (complaint !== undefined) throw new MigrationError(complaint)
}

/** `version` as Postgres numbers it: 170002 is 17.2. */
export function versionComplaint(version: number): string | undefined {
  return version < 170_000 ? `Postgres 17 or later is needed; this server is ${Math.floor(version / 10_000)}` : undefined
}
