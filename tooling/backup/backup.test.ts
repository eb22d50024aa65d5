import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDatabase, readManifest, restoreBackup, takeBackup } from '@mas/db/backup'
import { pendingMigrations } from '@mas/db/migrate'
import { queueSchema } from '@mas/platform/queue'
import { afterAll, expect, test } from 'bun:test'
import pg from 'pg'
import { proveRestored } from './prove.ts'
import { isSecretOf, writeSecretCheck } from './secret-check.ts'

/** Taken by the first release, with demo people, an import, wallets and holds in it. Never regenerated. */
const firstRelease = fileURLToPath(new URL('fixtures/release-1', import.meta.url))
/** Not a secret: the one the fixture was made with. */
const secret = Buffer.alloc(32, 7).toString('base64')
const scratch = mkdtempSync(join(tmpdir(), 'mas-backup-'))
const made: string[] = []

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true })
  for (const url of made)
    await onServer((client) => client.query(`drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`))
}, 180_000)

test('a backup of the first release restores into this one: every migration applied, the audit chains and the ledger prove whole', async () => {
  const url = await newDatabase()
  const manifest = await restore(url, firstRelease)
  expect(await pendingMigrations(url)).toEqual([])
  expect(await rowsOf(url, 'identity', 'users')).toBe(4)
  const proof = await prove(url)
  expect(proof).toMatchObject({ ledgerFindings: 0 })
  expect(proof.auditFault).toBeUndefined()
  expect(proof.auditEntries).toBe(manifest.tables.find(({ table }) => table === 'entries')?.rows ?? -1)
}, 180_000)

test('what comes back from a backup is, row for row, what went in', async () => {
  const [first, second] = [await newDatabase(), await newDatabase()]
  await restore(first, firstRelease)
  const folder = join(scratch, 'again')
  const manifest = await takeBackup({ url: first, folder, now: new Date('2026-11-23T04:30:00Z') })
  expect(existsSync(`${folder}.partial`)).toBe(false)
  await restore(second, folder)
  for (const { schema, table, rows } of manifest.tables) {
    const [was, is] = [await printOf(first, schema, table), await printOf(second, schema, table)]
    expect({ table: `${schema}.${table}`, ...is }).toEqual({ table: `${schema}.${table}`, ...was })
    expect(is.rows).toBe(rows)
  }
  const next = async (url: string) => onDatabase(url, (client) => client.query(`select nextval('leads.leads_number_seq') as n`))
  expect((await next(second)).rows).toEqual((await next(first)).rows)
}, 180_000)

test('a ledger row edited in a backup is found by the proofs after the restore', async () => {
  const url = await newDatabase()
  await restore(url, firstRelease)
  await onDatabase(url, (client) =>
    client.query(
      `set session_replication_role = replica; update ledger.accounts set available = available + 1 where id = (select id from ledger.accounts where available > 0 limit 1)`,
    ),
  )
  expect((await prove(url)).ledgerFindings).toBeGreaterThan(0)
}, 180_000)

test('a damaged file, a half-written backup, a backup of another release and a database in use are refused, and nothing is written', async () => {
  const damaged = copyOf('damaged')
  const file = join(damaged, 'tables', 'identity.users.copy.gz')
  writeFileSync(file, readFileSync(join(damaged, 'tables', 'identity.role_changes.copy.gz')))
  const url = await newDatabase()
  expect(await failureOf(restore(url, damaged))).toMatch(/identity\.users\.copy\.gz/)
  expect(await rowsOf(url, 'ledger', 'accounts')).toBe(0)

  const half = copyOf('half')
  rmSync(join(half, 'manifest.json'))
  expect(() => readManifest(half)).toThrow('not a whole backup')

  const later = copyOf('later')
  const manifest = readManifest(later)
  writeFileSync(
    join(later, 'manifest.json'),
    JSON.stringify({ ...manifest, migrations: [...manifest.migrations, { name: '2099_x', hash: 'a'.repeat(64) }] }),
  )
  expect(await failureOf(restore(await newDatabase(), later))).toContain('2099_x')

  expect(await failureOf(restore(url, firstRelease))).toContain('never overwrites')
  expect(await failureOf(takeBackup({ url, folder: half, now: new Date('2026-11-23T04:30:00Z') }))).toContain('never overwrites')
}, 180_000)

test('a secret that is not the one of the backup is known as such', () => {
  writeSecretCheck(scratch, secret)
  expect(isSecretOf(scratch, secret)).toBe(true)
  expect(isSecretOf(scratch, Buffer.alloc(32, 8).toString('base64'))).toBe(false)
})

function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}
function restore(url: string, folder: string) {
  return restoreBackup({ url, folder, queueSchema: queueSchema() })
}
function prove(url: string) {
  return proveRestored({ DATABASE_URL: url, MAS_SECRET: secret, MAS_DATA_DIR: join(scratch, 'data'), LOG_LEVEL: 'silent' })
}
function copyOf(name: string): string {
  cpSync(firstRelease, join(scratch, name), { recursive: true })
  return join(scratch, name)
}
function serverUrl(): string {
  const url = Bun.env['MAS_TEST_DATABASE_URL']
  if (url === undefined) throw new Error('MAS_TEST_DATABASE_URL is not set: run tests with `npm test`')
  return url
}
async function newDatabase(): Promise<string> {
  const url = new URL(serverUrl())
  url.pathname = `/test_backup_${crypto.randomUUID().replaceAll('-', '')}`
  made.push(url.href)
  await ensureDatabase(url.href)
  return url.href
}
function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return onDatabase(serverUrl(), work)
}
async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
async function printOf(url: string, schema: string, table: string): Promise<{ rows: number; print: string | null }> {
  const { rows } = await onDatabase(url, (client) =>
    client.query<{ rows: number; print: string | null }>(
      `select count(*)::int as rows, md5(string_agg(md5(r::text), '' order by md5(r::text))) as print from "${schema}"."${table}" r`,
    ),
  )
  return rows[0] ?? { rows: -1, print: null }
}
async function rowsOf(url: string, schema: string, table: string): Promise<number> {
  return (await printOf(url, schema, table)).rows
}
