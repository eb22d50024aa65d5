/**
 * The audit log against a plain table, side by side in one run: transactions of two entries, the verifier, and how pages
 * grow (`--full`: among fifty million entries as well).
 */
import { connect, rows, sql, transactor, type Driver } from '@mas/db'
import { insertEntries, pageEntries } from '@mas/db/audit'
import { auditKeys, auditSeam, canonicalJson, verifyRestored } from '@mas/domain/audit'
import { newId, silentLog, system } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { cloneDatabase } from '@mas/testing/template'
import { pagesOfLargeLogs } from './audit/size.ts'
import { finish, type Figure } from './measure/finish.ts'
import { scale, sized } from './measure/scale.ts'

const ms = sized({ quick: 200, standard: 500, full: 3_000 })
const rounds = sized({ quick: 2, standard: 5 })
const bigRows = sized({ quick: 20_000, standard: 100_000, full: 400_000 })
const { url, drop } = await cloneDatabase()
const driver = await connect({ url, poolSize: 26, applicationName: 'bench-audit', statementTimeoutMs: 600_000 })
const transact = transactor(driver, 25)

interface Made extends Record<string, unknown> {
  id: string
  at: string
  body: string
}
function made(n: number): Made {
  const now = new Date()
  const id = newId(now.getTime())
  const at = `${now.toISOString().slice(0, -1)}000Z`
  const actor = { kind: 'user', id: '01930000-0000-7000-8000-000000000001', role: 'ADMIN' }
  const fields = { before: { state: 'active', version: n }, after: { state: 'blocked', version: n + 1 }, reason: 'sends spam to everybody' }
  const subject = { type: 'user', id: `01930000-0000-7000-8000-${String(n % 100_000).padStart(12, '0')}` }
  return {
    id,
    at,
    body: canonicalJson({
      v: 1,
      id,
      at,
      action: 'identity.block-user',
      actor,
      subject,
      ...fields,
      effect: 'write',
      requestId: id,
      platform: 'mr-hire',
    }),
  }
}
type Insert = (tx: Parameters<typeof insertEntries>[0], one: Made) => Promise<unknown>
const intoPlain =
  (table: string): Insert =>
  (tx, one) =>
    rows(
      tx,
      sql`insert into ${sql.raw(table)} (id, at, body, chain) select id, at, body, chain from jsonb_to_recordset(${JSON.stringify([{ ...one, chain: null }])}::text::jsonb) as r(id uuid, at timestamptz, body text, chain smallint)`,
    )
const intoAudit: Insert = (tx, one) => insertEntries(tx, [{ ...one, chain: null }])

async function rate(connections: number, insert: Insert): Promise<number> {
  const end = performance.now() + ms
  let done = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await transact(async (tx) => {
          await insert(tx, made(done))
          await insert(tx, made(done + 1))
        })
        done++
      }
    }),
  )
  return done / (ms / 1000)
}
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

await rows(
  driver.db,
  sql`create table public.plain (id uuid not null, at timestamptz not null, body text not null, chain smallint, primary key (at, id))`,
)
await rows(driver.db, sql`create table public.columns (like audit.entries including generated including indexes)`)
const figures: Figure[] = []
let written = 0
for (const connections of [1, 24]) {
  const measured: Record<'plain' | 'columns' | 'audit', number[]> = { plain: [], columns: [], audit: [] }
  await rate(connections, intoAudit)
  for (let round = 0; round < rounds; round++) {
    measured.plain.push(await rate(connections, intoPlain('public.plain')))
    measured.audit.push(await rate(connections, intoAudit))
    measured.columns.push(await rate(connections, intoPlain('public.columns')))
  }
  const [plain, columns, audit] = [median(measured.plain), median(measured.columns), median(measured.audit)]
  const pairs = median(measured.audit.map((one, round) => one / (measured.plain[round] ?? one)))
  written = Math.max(written, audit * 2)
  figures.push({
    what: `two entries a transaction, ${connections} connections`,
    ours: `${audit.toFixed(0)}/s`,
    reference: `plain ${plain.toFixed(0)}/s, same columns and indexes ${columns.toFixed(0)}/s`,
    value: pairs,
    bar: '>= 0.3',
  })
}

const runtime = await openRuntime({
  databaseUrl: url,
  process: 'tool',
  poolSize: 8,
  log: silentLog,
  ports: noPorts(),
  secret: Buffer.alloc(32, 7).toString('base64'),
  audit: auditSeam(auditKeys([Buffer.alloc(32, 7)])),
  publicUrl: 'http://localhost',
})
const small = await pageTimes(Math.round(bigRows / 50))
const big = await pageTimes(bigRows)
for (const what of ['timeline of one subject', 'first page of an action'] as const) {
  const ratio = big[what] / small[what]
  figures.push({
    what: `${what}, ${bigRows} against ${Math.round(bigRows / 50)} entries`,
    ours: `${big[what].toFixed(2)} ms`,
    reference: `${small[what].toFixed(2)} ms`,
    value: ratio,
    bar: '<= 1.5',
  })
}

const before = performance.now()
const verified = await verifyRestored(runtime.ctx(system('bench'), { requestId: 'bench' }))
const seconds = (performance.now() - before) / 1000
if (verified.fault !== null) throw new Error(`the log does not verify: ${JSON.stringify(verified.fault)}`)
const verifiedPerSecond = verified.checked / seconds
figures.push({
  what: `verify ${verified.checked} entries / entries written`,
  ours: `${verifiedPerSecond.toFixed(0)}/s`,
  reference: `${written.toFixed(0)}/s`,
  value: verifiedPerSecond / written,
  bar: '>= 40',
})
// Fifty million entries ask for 40 GB of disk and, on two busy cores, for hours: fewer where either is short.
if (scale === 'full') figures.push(...(await pagesOfLargeLogs(Number(Bun.env['MAS_BENCH_AUDIT_ENTRIES'] ?? 50_000_000))))
await finish({
  sizes: { secondsEach: ms / 1000, rounds, entries: bigRows },
  figures,
  verified: [`the chain of all ${verified.checked} entries holds`],
})
await runtime.close()
await driver.close()
await drop()

/** Fills the log up to `total` past the triggers (the pages do not care) and takes the median time of two pages. */
async function pageTimes(total: number) {
  await fill(driver, total)
  const time = async (work: () => Promise<unknown>) => {
    const times: number[] = []
    for (let n = 0; n < 60; n++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    return median(times)
  }
  return {
    'timeline of one subject': await time(() => pageEntries(driver.db, { subjectType: 'order', subjectId: 'order-3', limit: 51 })),
    'first page of an action': await time(() =>
      pageEntries(driver.db, { action: 'bench.act-3', from: '2026-11-01T00:00:00Z', to: '2027-01-01T00:00:00Z', limit: 51 }),
    ),
  }
}

/** Chains 0 to 31 take turns, so that verification meets them as it does in production: interleaved on the pages. */
async function fill(to: Driver, total: number): Promise<void> {
  await to.transaction(async (tx) => {
    await rows(tx, sql`set local session_replication_role = 'replica'`)
    await rows(
      tx,
      sql`create temp table made on commit drop as
          select n, (n % 32)::smallint as chain, i.id, i.at, null::bigint as seq, null::bytea as hash,
            '{"action":"bench.act-' || n % 10 || '","actor":{"id":"a' || n % 50 || '","kind":"user","role":"SALES"},"after":{"n":' || n || '},"at":"' || to_char(i.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
              || '","effect":"write","id":"' || i.id || '","platform":"mr-hire","requestId":"r","subject":{"id":"order-' || n % (${total}::int / 100) || '","type":"order"},"v":1}' as body
          from generate_series((select count(*)::int from audit.entries where domain = 'bench') + 1, ${total}::int) n,
            lateral (select gen_random_uuid() as id, timestamptz '2026-10-01' + n * interval '1 second' * floor(60 * 86400 / ${total}::int) as at) i`,
    )
    await rows(
      tx,
      sql`do $$ declare e record; h audit.chains; begin
            for h in select * from audit.chains where no < 32 loop
              for e in select ctid, body from made where chain = h.no order by n loop
                h.seq := h.seq + 1;
                h.head := audit.link(h.head, h.seq, e.body);
                update made set seq = h.seq, hash = h.head where ctid = e.ctid;
              end loop;
              update audit.chains set seq = h.seq, head = h.head where no = h.no;
            end loop;
          end $$`,
    )
    await rows(
      tx,
      sql`insert into audit.entries (id, at, body, chain, seq, hash) select id, at, body, chain, seq, hash from made order by n`,
    )
  })
  await rows(to.db, sql`vacuum analyze audit.entries`)
}

/** The verifier calls no port. */
function noPorts(): Parameters<typeof openRuntime>[0]['ports'] {
  return Object.create(null)
}
