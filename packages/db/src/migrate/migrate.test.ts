import { cloneDatabase, refusalOf } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import pg from 'pg'
import { migrate, pendingMigrations, readMigrations, versionComplaint } from './index.ts'

let database: { url: string; drop(): Promise<void> }
const folders: string[] = []
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true })
  await database.drop()
})

/** A folder of migrations of its own; its files can be added and edited. */
function givenFolder(files: Record<string, string>) {
  const folder = mkdtempSync(`${tmpdir()}/migrations-`)
  folders.push(folder)
  const write = (name: string, sql: string) => {
    mkdirSync(`${folder}/${name}`, { recursive: true })
    writeFileSync(`${folder}/${name}/migration.sql`, sql)
  }
  for (const [name, sql] of Object.entries(files)) write(name, sql)
  const applied: string[] = []
  const run = () => migrate({ url: database.url, folder, log: (line) => applied.push(line.replace('migration ', '')) })
  return { write, run, applied }
}

async function ask<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
const exists = async (table: string) => (await ask<{ exists: boolean }>(`select to_regclass('${table}') is not null as exists`))[0]?.exists

test('a second run applies nothing', async () => {
  const { run, applied } = givenFolder({ '1_a': 'create table again_a (n int)', '2_b': 'create table again_b (n int)' })
  await run()
  await run()
  expect(applied).toEqual(['1_a', '2_b'])
})

test('a file that was edited after it was applied is refused, before anything else is applied', async () => {
  const { write, run, applied } = givenFolder({ '1_edited': 'create table edited (n int)' })
  await run()
  write('1_edited', 'create table edited (n int, m int)')
  write('0_new', 'create table never (n int)')
  expect(await refusalOf(run())).toBe(
    'MigrationError: migration 1_edited was edited after it was applied; undo the edit and write a new one',
  )
  expect(applied).toEqual(['1_edited'])
  expect(await exists('never')).toBe(false)
})

test('a file merged late, older than the newest applied one, is applied', async () => {
  const { write, run, applied } = givenFolder({ '20260201_new': 'create table late_new (n int)' })
  await run()
  write('20260101_old', 'create table late_old (n int)')
  await run()
  expect(applied).toEqual(['20260201_new', '20260101_old'])
  expect(await exists('late_old')).toBe(true)
})

test('a file that fails leaves nothing behind and stops those after it; repaired, it is applied', async () => {
  const { write, run, applied } = givenFolder({
    '1_half': 'create table half_done (n int);--> statement-breakpoint\nselect nothing from nowhere',
    '2_after': 'create table after_half (n int)',
  })
  expect(await refusalOf(run())).toContain('MigrationError: migration 1_half failed: relation "nowhere" does not exist')
  expect([await exists('half_done'), await exists('after_half'), applied.length]).toEqual([false, false, 0])
  write('1_half', 'create table half_done (n int)')
  await run()
  expect(applied).toEqual(['1_half', '2_after'])
})

test('a file that asks for it runs outside a transaction, statement by statement', async () => {
  const concurrent = 'create index concurrently if not exists alone_n_idx on alone (n)'
  const { run } = givenFolder({
    '1_table': 'create table alone (n int)',
    '2_index': `-- no-transaction\n${concurrent};\n--> statement-breakpoint\n${concurrent.replaceAll('alone_n_idx', 'alone_n2_idx')}`,
  })
  await run()
  expect([await exists('alone_n_idx'), await exists('alone_n2_idx')]).toEqual([true, true])
})

test('without that mark such a statement fails and says why', async () => {
  const { run } = givenFolder({ '1_t': 'create table marked (n int)', '2_i': 'create index concurrently marked_idx on marked (n)' })
  expect(await refusalOf(run())).toContain('CREATE INDEX CONCURRENTLY cannot run inside a transaction block')
})

test('five runners at once apply each file once', async () => {
  const files = { '1_once': 'create table once (n int)', '2_row': 'insert into once values (1)' }
  const { run, applied } = givenFolder(files)
  await Promise.all(Array.from({ length: 5 }, run))
  expect(applied).toEqual(['1_once', '2_row'])
  expect(await ask('select n from once')).toEqual([{ n: 1 }])
})

test('runners that wait do not stand in the way of an index that is built concurrently', async () => {
  const whileOthersWait = 'select pg_sleep(0.3);\n--> statement-breakpoint\ncreate index concurrently wide_n_idx on wide (n)'
  const files = { '1_wide': 'create table wide (n int)', '2_wide_index': `-- no-transaction\n${whileOthersWait}` }
  const { run, applied } = givenFolder(files)
  await Promise.all(Array.from({ length: 3 }, run))
  expect(applied).toEqual(['1_wide', '2_wide_index'])
})

test('a server that is too old is told so in words', () => {
  expect(versionComplaint(150_018)).toBe('Postgres 17 or later is needed; this server is 15')
  expect(versionComplaint(170_000)).toBeUndefined()
  expect(versionComplaint(180_004)).toBeUndefined()
})

test('the real migrations are all applied in a test database, each with its own name', async () => {
  expect(await pendingMigrations(database.url)).toEqual([])
  const names = readMigrations().map((file) => file.name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^\d{14}_[a-z0-9_]+$/)
})
