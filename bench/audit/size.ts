import { rows, sql, type Driver } from '@mas/db'
import { connect } from '@mas/db'
import { pageEntries } from '@mas/db/audit'
import pg from 'pg'
import type { Figure } from '../measure/finish.ts'
import { withOwnDatabase } from '../measure/own-database.ts'
import { serverUrl } from '../measure/server.ts'

const months = 24
const first = '2024-12-01'
/** The newest month: what a first page is asked for. */
const newest = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }
const atOnce = 1_000_000

const pages: Record<string, (driver: Driver) => Promise<unknown>> = {
  'timeline of one subject': ({ db }) => pageEntries(db, { subjectType: 'order', subjectId: 'order-3', limit: 51 }),
  'first page of an action': ({ db }) => pageEntries(db, { action: 'bench.act-3', ...newest, limit: 51 }),
  'first page of an actor': ({ db }) => pageEntries(db, { actorId: 'a7', limit: 51 }),
  'first page of a domain': ({ db }) => pageEntries(db, { domains: ['bench'], limit: 51 }),
}
interface Seen {
  readonly ms: number
  readonly blocks: number
}

/** Blocks that the pages of the log touch among `large` entries and among a fiftieth of them, of two years in monthly partitions. */
export async function pagesOfLargeLogs(large: number): Promise<Figure[]> {
  const [few, many] = [await measure(Math.round(large / 50)), await measure(large)]
  return Object.keys(pages).map((what): Figure => {
    const [before, after] = [few.get(what), many.get(what)]
    const told = (seen: Seen | undefined) => `${seen?.blocks} blocks, ${seen?.ms.toFixed(2)} ms`
    return {
      what: `${what}, ${large} against ${Math.round(large / 50)} entries: blocks`,
      ours: told(after),
      reference: told(before),
      value: (after?.blocks ?? Number.NaN) / Math.max(1, before?.blocks ?? Number.NaN),
      bar: '<= 1.5',
    }
  })
}

function measure(entries: number): Promise<Map<string, Seen>> {
  return withOwnDatabase(serverUrl(), async (url) => {
    await fillLog(url, entries)
    const driver = await connect({ url, poolSize: 1, applicationName: 'mas-bench', statementTimeoutMs: 600_000 })
    try {
      const seen = new Map<string, Seen>()
      for (const [what, ask] of Object.entries(pages)) {
        for (let warm = 0; warm < 3; warm++) await ask(driver)
        const before = await touched(driver)
        await ask(driver)
        const blocks = (await touched(driver)) - before
        const taken: number[] = []
        for (let n = 0; n < 25; n++) {
          const started = performance.now()
          await ask(driver)
          taken.push(performance.now() - started)
        }
        seen.set(what, { ms: Math.min(...taken), blocks })
        console.log(`${entries} entries, ${what}: ${blocks} blocks, ${Math.min(...taken).toFixed(2)} ms`)
      }
      return seen
    } finally {
      await driver.close()
    }
  })
}

/** Past the triggers and without a chain that holds: pages look at neither. Indexes come afterwards, as after a restore. */
async function fillLog(url: string, entries: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'`)
    for (let month = 0; month < months; month++)
      await client.query(`select audit.ensure_partition(('${first}'::date + make_interval(months => ${month}))::date)`)
    const secondary = await client.query<{ name: string; definition: string }>(
      `select format('audit.%I', indexname) as name, indexdef as definition from pg_indexes
       where schemaname = 'audit' and tablename = 'entries' and indexname <> 'entries_pkey'`,
    )
    for (const { name } of secondary.rows) await client.query(`drop index ${name}`)
    for (let from = 0; from < entries; from += atOnce)
      await client.query(
        `insert into audit.entries (id, at, body, chain, seq, hash)
         select id, at, '{"action":"bench.act-' || n % 10 || '","actor":{"id":"a' || n % 50 || '","kind":"user","role":"SALES"},"after":{"n":' || n || '},"at":"' || at
             || '","effect":"write","id":"' || id || '","platform":"mr-hire","requestId":"r","subject":{"id":"order-' || n % ${Math.max(1, Math.round(entries / 100))} || '","type":"order"},"v":1}',
           n % 32, n / 32, '\\x00'
         from (select n, gen_random_uuid() as id, '${first}'::timestamptz + n * (interval '${months * 30} days' / ${entries}) as at
               from generate_series(${from}, ${Math.min(entries, from + atOnce)} - 1) n) made`,
      )
    for (const { definition } of secondary.rows) await client.query(definition)
    await client.query('vacuum analyze audit.entries')
  } finally {
    await client.end()
  }
}

async function touched({ db }: Driver): Promise<number> {
  await rows(db, sql`select pg_stat_force_next_flush()`)
  await rows(db, sql`select pg_stat_clear_snapshot()`)
  const [row] = await rows<{ blocks: number }>(
    db,
    sql`select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::float8 as blocks from pg_statio_user_tables where schemaname = 'audit'`,
  )
  return row?.blocks ?? 0
}
