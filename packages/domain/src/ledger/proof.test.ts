import { rows, sql } from '@mas/db'
import { checkAccounts, checkTransactions, ledgerConstraints, ledgerTriggers, type FindingRow } from '@mas/db/ledger'
import type { TxCtx } from '@mas/kernel'
import { beforeAll, expect, test } from 'bun:test'
import { journalEdits } from './fixtures/journal-edits.ts'
import { lotEdits } from './fixtures/lot-edits.ts'
import { books, farFuture, point, useBooks } from './fixtures/test-books.ts'
import { takeSnapshots } from './take-snapshots.ts'

/**
 * Whoever may do everything in the database edits the books by hand: triggers and foreign keys off, each edit made so
 * that as much as possible still adds up. The proof must name it.
 */
const { harness, ctx, run, grant, openSystem, openWallet, openPlain, openHold, post } = useBooks()
const dayMs = 86_400_000

beforeAll(async () => {
  const [wallet, other, redeemed, revoked, expired] = [
    await openWallet('w'),
    await openWallet('other'),
    await openSystem('redeemed'),
    await openSystem('revoked'),
    await openSystem('expired'),
  ]
  const soon = new Date(harness.clock.now().getTime() + dayMs)
  await grant(wallet, 'soon', 10, { expiresAt: soon })
  const { lotId } = await grant(wallet, 'late', 20, { expiresAt: new Date(soon.getTime() + 90 * dayMs) })
  await grant(wallet, 'spare', 5)
  await grant(other, 'x', 5)
  await run((t) => books.extendLot(t, { key: 'x', lotId, expiresAt: new Date(soon.getTime() + 95 * dayMs) }))
  const early = await openHold(wallet, 6)
  await run((t) => books.capture(t, { holdId: early, qty: 5, to: redeemed }))
  const spread = await openHold(wallet, 8)
  const dropped = await openHold(wallet, 1)
  await run((t) => books.release(t, { holdId: dropped, reason: 'changed their mind' }))
  await openHold(wallet, 2)
  await openHold(wallet, 2)
  await run((t) => books.revoke(t, { key: 'r', lotId, qty: 2, to: revoked }))

  const [bank, cost, payable, payee] = [
    await openSystem('bank', point),
    await openSystem('cost', point),
    await openPlain('a'),
    await openPlain('b'),
  ]
  await post('p1', bank, payable, 30)
  await post('p2', bank, payable, 7)
  await post('p3', payable, bank, 7)
  await post('s1', bank, cost, 11)
  const { transactionId } = await post('wrong', bank, payee, 9)
  await run((t) => books.reverse(t, { key: 'undo', transactionId, reason: 'typed twice' }))
  const withdrawal = await openHold(payable, 10)
  await run((t) => books.capture(t, { holdId: withdrawal, to: bank }))

  harness.clock.set(new Date(soon.getTime() + dayMs))
  await takeSnapshots(ctx(), '2026-11-23')
  await run((t) => books.capture(t, { holdId: spread, qty: 6, to: redeemed }))
  await run((t) => books.refundCapture(t, { key: 'f', holdId: early, qty: 2, graceExpiresAt: farFuture, from: redeemed }))
  await run((t) => books.expireLots(t, { account: wallet, now: harness.clock.now(), to: expired }))
})

class Undone extends Error {}

test('nothing is found in books nobody touched', async () => {
  expect(await books.violations(ctx())).toEqual([])
})

test.each([...journalEdits, ...lotEdits])('the proof names an edit by hand: %s', async (_, statements, found) => {
  let [named, touched]: [readonly string[], number] = [[], 0]
  const edited = run(async (t) => {
    await rows(t.tx, sql`set local session_replication_role = replica`)
    for (const statement of statements)
      touched += (await rows(t.tx, sql.raw(statement.startsWith('alter') ? statement : `${statement} returning 1 as one`))).length
    named = (await books.violations(t)).map(({ equation }) => equation)
    throw new Undone()
  })
  await edited.catch((thrown: unknown) => {
    if (!(thrown instanceof Undone)) throw thrown
  })
  expect(touched).toBeGreaterThan(0)
  expect(named).toEqual(expect.arrayContaining([...found]))
})

const away: readonly (readonly [what: string, statements: readonly string[], subject: string, state: string])[] = [
  [
    'a trigger switched off',
    ['alter table ledger.entries disable trigger entries_append_only'],
    'trigger entries_append_only of entries',
    'switched off',
  ],
  ['all triggers of a table', ['alter table ledger.entries disable trigger user'], 'trigger entries_balance of entries', 'switched off'],
  ['a trigger dropped', ['drop trigger lots_stay on ledger.lots'], 'trigger lots_stay of lots', 'away'],
  [
    'a constraint dropped',
    ['alter table ledger.accounts drop constraint accounts_floor_chk'],
    'constraint accounts_floor_chk of accounts',
    'away',
  ],
  [
    'a constraint dropped and put back over rows that it was not shown',
    [
      'alter table ledger.accounts drop constraint accounts_floor_chk',
      `alter table ledger.accounts add constraint accounts_floor_chk check (floor = 'none' or available >= 0) not valid`,
    ],
    'constraint accounts_floor_chk of accounts',
    'not validated',
  ],
]
test.each(away)('the proof names a guard that is away: %s', async (_, statements, subject, state) => {
  let named: readonly { readonly subject: string; readonly found: string | null }[] = []
  const edited = run(async (t) => {
    for (const statement of statements) await rows(t.tx, sql.raw(statement))
    named = (await books.violations(t)).filter(({ equation }) => equation === 'guard-stands')
    throw new Undone()
  })
  await edited.catch((thrown: unknown) => {
    if (!(thrown instanceof Undone)) throw thrown
  })
  expect(named.map((one) => [one.subject, one.found])).toContainEqual([subject, state])
})

test('every guard of the tables is one that the proof knows', async () => {
  const there = await rows<{ table: string; name: string }>(
    harness.runtime.driver.db,
    sql`select relname as table, conname as name from pg_constraint join pg_class c on c.oid = conrelid where connamespace = 'ledger'::regnamespace and contype in ('c', 'u', 'p', 'f')
        union all select relname, tgname from pg_trigger join pg_class c on c.oid = tgrelid where not tgisinternal and relnamespace = 'ledger'::regnamespace`,
  )
  const known = [ledgerConstraints, ledgerTriggers].flatMap((list) =>
    Object.entries(list).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)),
  )
  expect(there.map(({ table, name }) => `${table}.${name}`).toSorted()).toEqual(known.toSorted())
})

test('the walk finds the same whatever the length of its steps, and adds every line up once', async () => {
  const walk = async (t: TxCtx, limit: number) => {
    const [found, sums]: [FindingRow[], Map<string, number>] = [[], new Map()]
    for (let after: string | null = null; ;) {
      const chunk: Awaited<ReturnType<typeof checkTransactions>> = await checkTransactions(t.tx, after, limit)
      for (const { unit, sum } of chunk.sums) sums.set(unit, (sums.get(unit) ?? 0) + Number(sum))
      found.push(...chunk.findings)
      if (chunk.seen < limit) break
      after = chunk.last
    }
    for (let after: string | null = null; ;) {
      const chunk: Awaited<ReturnType<typeof checkAccounts>> = await checkAccounts(t.tx, {
        afterId: after,
        domain: undefined,
        now: harness.clock.now(),
        limit,
      })
      found.push(...chunk.findings)
      if (chunk.seen < limit) break
      after = chunk.last
    }
    return { found: found.map((finding) => JSON.stringify(finding)).toSorted(), sums: [...sums].toSorted() }
  }
  const edited = run(async (t) => {
    await rows(t.tx, sql`set local session_replication_role = replica`)
    // The first and the last transaction lose their heads, so lines stand before, between and behind the chunks.
    await rows(
      t.tx,
      sql`delete from ledger.transactions where id in (select min(id::text)::uuid from ledger.transactions union select max(id::text)::uuid from ledger.transactions)`,
    )
    await rows(t.tx, sql`update ledger.entries set amount = amount + 1 where n = 2`)
    const whole = await walk(t, 1_000)
    expect(whole.found.length).toBeGreaterThan(20)
    for (const limit of [1, 3, 7]) expect(await walk(t, limit)).toEqual(whole)
    throw new Undone()
  })
  await edited.catch((thrown: unknown) => {
    if (!(thrown instanceof Undone)) throw thrown
  })
})
