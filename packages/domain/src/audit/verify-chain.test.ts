import type { AuditStream, ChainFault } from '@mas/contracts/audit'
import { rows, sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { afterEach, beforeAll, expect, test } from 'bun:test'
import { listEntries, listVerifications, record, recordMany, verifyChain } from './index.ts'
import { auditHealth } from './health.ts'
import { keepLog, tamper } from './tampering-fixture.ts'
import { verify } from './verify.ts'

const harness = useHarness({ poolSize: 24 })
const check = (input: { chain?: number; stream?: AuditStream; fromSeq?: number } = {}) => verifyChain(harness.ctx(system('test')), input)
const fact = (n: number) => ({ action: 'test.write', subject: { type: 'n', id: String(n) }, after: { n } })
let restore: () => Promise<void> = async () => {}
/** A chain with at least twelve entries. */
let chain = 0

beforeAll(async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      refusalOf(
        inTx(harness.ctx(system('test')), async (t) => {
          for (let part = 0; part < 3; part++) await record(t, fact(n * 3 + part))
          if (n === 7) throw new Error('undo')
        }),
      ),
    ),
  )
  expect(outcomes.filter((one) => one === 'Error: undo')).toHaveLength(1)
})
afterEach(() => restore())

test('twenty parallel transactions of three, one undone: 57 entries, no gap in any chain, each three adjacent', async () => {
  const { db } = harness.runtime.driver
  const [sums] = await rows<{ entries: number; seqs: number }>(
    db,
    sql`select (select count(*)::int from audit.entries) as entries, (select sum(seq)::int from audit.chains) as seqs`,
  )
  expect(sums).toEqual({ entries: 57, seqs: 57 })
  expect(await check()).toMatchObject({ checked: 57, ok: true, fault: null })
  const found = await rows<{ request_id: string; chains: number; width: number; ordered: boolean }>(
    db,
    sql`select request_id, count(distinct chain)::int as chains, (max(seq) - min(seq))::int as width,
          bool_and(seq = first + (subject_id::int % 3)) as ordered
        from (select *, min(seq) over (partition by request_id) as first from audit.entries) e group by request_id`,
  )
  expect(found).toHaveLength(19)
  for (const one of found) expect(one).toMatchObject({ chains: 1, width: 2, ordered: true })
})

test('a thousand entries of one transaction hang on one chain in their order', async () => {
  await inTx(harness.ctx(system('test')), (t) =>
    recordMany(
      t,
      Array.from({ length: 1000 }, (_, n) => fact(n)),
    ),
  )
  const [longest] = await rows<{ chain: number; entries: number }>(
    harness.runtime.driver.db,
    sql`select chain, count(*)::int as entries from audit.entries group by chain order by 2 desc limit 1`,
  )
  chain = longest?.chain ?? 0
  expect(longest?.entries).toBeGreaterThanOrEqual(1000)
  expect(await check({ chain })).toMatchObject({ ok: true })
  expect(await check({ chain, fromSeq: 900 })).toMatchObject({ ok: true, checked: (longest?.entries ?? 0) - 899 })
})

const at = (seq: number) => sql`chain = ${chain}::smallint and seq = ${seq}::bigint`
const faults: [string, () => ReturnType<typeof sql>[], () => Promise<Partial<ChainFault>>][] = [
  [
    'an edited byte of a body',
    () => [sql`update audit.entries set body = replace(body, '"effect":"write"', '"effect":"writE"') where ${at(5)}`],
    async () => ({ seq: 5, kind: 'edited' }),
  ],
  ['an edited hash', () => [sql`update audit.entries set hash = sha256(hash) where ${at(5)}`], async () => ({ seq: 5, kind: 'edited' })],
  [
    'a moved time',
    () => [sql`update audit.entries set at = at - interval '1 second' where ${at(5)}`],
    async () => ({ seq: 5, kind: 'edited' }),
  ],
  ['the first row deleted', () => [sql`delete from audit.entries where ${at(1)}`], async () => ({ seq: 1, kind: 'missing' })],
  ['a middle row deleted', () => [sql`delete from audit.entries where ${at(6)}`], async () => ({ seq: 6, kind: 'missing' })],
  [
    'the last row deleted',
    () => [
      sql`delete from audit.entries where ${at(0)} or (chain = ${chain}::smallint and seq = (select c.seq from audit.chains c where c.no = chain))`,
    ],
    async () => ({ kind: 'head-mismatch' }),
  ],
  [
    'two rows exchanged',
    () => [sql`update audit.entries e set seq = 209 - seq where chain = ${chain}::smallint and seq in (104, 105)`],
    async () => ({ seq: 104, kind: 'reordered' }),
  ],
  [
    'two entries exchanged below their hashes',
    () => [
      sql`update audit.entries e set seq = o.seq, hash = o.hash from audit.entries o where e.chain = ${chain}::smallint and o.chain = ${chain}::smallint and e.seq in (104, 108) and o.seq = 212 - e.seq`,
    ],
    async () => ({ seq: 104, kind: 'reordered' }),
  ],
  [
    'a row inserted with a seq that exists',
    () => [
      sql`insert into audit.entries (id, at, body, chain, seq, hash) select gen_random_uuid(), at + interval '1 second', body, chain, seq, hash from audit.entries where ${at(5)}`,
    ],
    async () => ({ seq: 5 }),
  ],
  [
    'a row inserted behind the end',
    () => [
      sql`insert into audit.entries (id, at, body, chain, seq, hash) select gen_random_uuid(), at + interval '1 second', body, chain, null, null from audit.entries where ${at(5)}`,
    ],
    async () => ({ chain: null, kind: 'missing' }),
  ],
  [
    'a changed head',
    () => [sql`update audit.chains set head = sha256(head) where no = ${chain}::smallint`],
    async () => ({ kind: 'head-mismatch' }),
  ],
  [
    'a head set back',
    () => [sql`update audit.chains set seq = seq - 1 where no = ${chain}::smallint`],
    async () => ({ kind: 'head-mismatch' }),
  ],
]
for (const [what, statements, expected] of faults)
  test(`${what} is found`, async () => {
    restore = await keepLog(harness)
    expect(await check()).toMatchObject({ ok: true })
    await tamper(harness, ...statements())
    const { ok, fault } = await check()
    expect(ok).toBe(false)
    expect(fault).toMatchObject({ chain, ...(await expected()) })
  })

test('a fault is on record, turns the health detail red, and a clean run of everything turns it back', async () => {
  restore = await keepLog(harness)
  const ctx = harness.ctx(system('audit.verify-tail'))
  harness.clock.advance(1000)
  expect((await verify(ctx, { kind: 'all' })).fault).toBeNull()
  expect(await auditHealth(ctx)).toEqual({ ok: true, fault: null, lateAnchors: 0 })
  await tamper(harness, sql`update audit.chains set head = sha256(head) where no = ${chain}::smallint`)
  harness.clock.advance(1000)
  expect((await verify(ctx, { kind: 'tail' })).fault).toMatchObject({ kind: 'head-mismatch' })
  expect(await auditHealth(ctx)).toMatchObject({ ok: false, fault: { chain } })
  expect(harness.logged()).toContain('audit fault')
  const { items } = await listVerifications(harness.ctx(someone('ADMIN')), { limit: 2 })
  expect(items.map((one) => [one.kind, one.result])).toEqual([
    ['tail', 'fault'],
    ['all', 'ok'],
  ])
  await restore()
  harness.clock.advance(1000)
  expect((await verify(ctx, { kind: 'tail' })).fault).toBeNull()
  expect(await auditHealth(ctx)).toMatchObject({ ok: true })
})

test('the tail looks only at what came since the last clean run', async () => {
  const ctx = harness.ctx(system('audit.verify-tail'))
  harness.clock.advance(1000)
  await verify(ctx, { kind: 'tail' })
  await inTx(ctx, (t) => recordMany(t, [fact(1), fact(2)]))
  expect(await verify(ctx, { kind: 'tail' })).toMatchObject({ checked: 2, fault: null })
})

test('FINANCE verifies the stream gst and nothing else', async () => {
  const finance = harness.ctx(someone('FINANCE'))
  await inTx(finance, (t) => record(t, { ...fact(1), stream: 'gst' }))
  expect(await verifyChain(finance, { stream: 'gst' })).toMatchObject({ ok: true, checked: 1 })
  expect(await refusalOf(verifyChain(finance, {}))).toBe('request.forbidden')
  const { items } = await listEntries(harness.ctx(someone('ADMIN')), { action: 'audit.verify-chain' })
  expect(items.map((entry) => entry.effect)).toEqual(['refused'])
  expect(await refusalOf(verifyChain(harness.ctx(someone('SALES')), { stream: 'gst' }))).toBe('request.forbidden')
})
