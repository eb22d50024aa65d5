import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { connect, rows, sql, type Reader } from '@mas/db'
import { migrate, readMigrations } from '@mas/db/migrate'
import { jobHandlers, subscribers } from '@mas/domain/wiring'
import { silentLog } from '@mas/kernel'
import { declaredQueues, openQueue, reconcileQueues } from '@mas/platform/queue'
import { onServer, serverUrl } from '../measure/server.ts'
import { seeds, type Seed } from './seeds.ts'

/** A database filled to `size`; kept on the server, because filling takes longer than measuring and lists change nothing. */
export async function filledDatabase(size: number): Promise<string> {
  const name = `seeded_${size}_${stateOfSources()}`
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  const found = await onServer(`select 1 from pg_database where datname = '${name}' and datconnlimit = 190`)
  if (found.length > 0) return url.href
  const started = performance.now()
  // Of an earlier state of the sources, or half filled.
  const stale = await onServer(
    `select datname from pg_database where datname like 'seeded_%' and datname not like '%_${stateOfSources()}' or datname = '${name}'`,
  )
  for (const { datname } of stale) await onServer(`drop database if exists ${String(datname)} with (force)`)
  await onServer(`create database ${name}`)
  await migrate({ url: url.href })
  const queue = await openQueue({ url: url.href, role: 'sender', log: silentLog })
  await reconcileQueues(queue, declaredQueues(jobHandlers, subscribers), silentLog)
  await queue.stop({ graceful: false })
  const driver = await connect({ url: url.href, poolSize: 1, applicationName: 'bench-seed', statementTimeoutMs: 3_600_000 })
  await fill(driver.db, size)
  await driver.close()
  // The mark that the filling was finished: nobody else sets this limit.
  await onServer(`alter database ${name} connection limit 190`)
  console.log(`filled ${Object.keys(seeds).length} tables for ${size} in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return url.href
}

async function fill(db: Reader, size: number): Promise<void> {
  // The rows make a world that fits together; the rules of each single write are tested elsewhere.
  for (const statement of [
    `set session_replication_role = 'replica'`,
    `set synchronous_commit = off`,
    `create schema bench`,
    // A year up to now, row by row; ids carry their instant as those of the product do.
    `create function bench.ms(n int) returns bigint language sql immutable return ${Date.now()} - 31536000000 * (${size} - n) / ${size}`,
    `create function bench.at(n int) returns timestamptz language sql immutable return to_timestamp(bench.ms(n) / 1000.0)`,
    `create function bench.uid(n int) returns uuid language sql immutable return (lpad(to_hex(bench.ms(n)), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid`,
  ])
    await rows(db, sql.raw(statement))
  const columns = await rows<Column>(
    db,
    sql`select table_schema || '.' || table_name as of, column_name as name, udt_name as type from information_schema.columns
        where is_nullable = 'NO' and column_default is null and is_generated = 'NEVER' and is_identity = 'NO'`,
  )
  for (const [table, { count = (all: number) => all, values }] of Object.entries<Seed>(seeds)) {
    const needed = columns.filter(({ of, name }) => of === table && !Object.hasOwn(values, name))
    const all = [...Object.entries(values), ...needed.map(({ name, type }) => [name, valueOf(name, type)] as const)]
    const many = count(size)
    await rows(
      db,
      sql.raw(
        `insert into ${table} (${all.map(([name]) => `"${name}"`).join(', ')}) overriding system value select ${all.map(([, value]) => value.replaceAll('$size', String(size))).join(', ')} from generate_series(1, ${many}) n`,
      ),
    )
    const [held] = await rows<{ n: number }>(db, sql.raw(`select count(*)::int as n from ${table}`))
    if ((held?.n ?? 0) < many) throw new Error(`${table} holds ${held?.n} rows instead of ${many}`)
  }
  await rows(db, sql.raw('vacuum analyze'))
}

interface Column extends Record<string, unknown> {
  readonly of: string
  readonly name: string
  readonly type: string
}

/** Something that fits a column nobody asks about. */
function valueOf(name: string, type: string): string {
  const byType: Readonly<Record<string, string>> = {
    uuid: 'bench.uid(n)',
    timestamptz: 'bench.at(n)',
    text: `'${name} ' || n`,
    bool: 'false',
    int2: '1',
    int4: '1',
    int8: 'n',
    jsonb: `'{}'`,
    bytea: `sha256(n::text::bytea)`,
    _text: `'{}'`,
    date: `date '2000-01-01' + n`,
  }
  const value = byType[type]
  if (value === undefined) throw new Error(`a seed has no value for ${name}, a ${type}`)
  return value
}

/** Changes with the migrations and with the seeds. */
function stateOfSources(): string {
  const here = new URL('.', import.meta.url)
  const sources = readdirSync(here)
    .filter((name) => /^(seeds|database)/.test(name))
    .map((name) => readFileSync(new URL(name, here), 'utf8'))
  const state = JSON.stringify([readMigrations().map(({ hash }) => hash), sources])
  return createHash('sha256').update(state).digest('hex').slice(0, 12)
}
