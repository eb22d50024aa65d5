import { rows, sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, useBooks } from './fixtures/test-books.ts'

/** What the database itself refuses of whoever writes past the ledger's functions, in a transaction of its own. */
const { ctx, run, grant, openSystem, openWallet, openHold } = useBooks()

const forged = '01900000-0000-7000-8000-0000000000aa'
const byHand = async (statements: readonly ReturnType<typeof sql>[]): Promise<string> => {
  const done = run(async (t) => {
    for (const statement of statements) await rows(t.tx, statement)
  })
  const code = await refusalOf(done)
  // What no caller can run into has no code of its own; the database's words stand in the cause.
  return code.startsWith('ledger.') ? code : done.then(String, (thrown: unknown) => Bun.inspect(thrown))
}
const head = sql`insert into ledger.transactions (id, key, body_hash, kind, owner_domain, occurred_at, posted_at, actor, result)
  values (${forged}::uuid, 'test:forged', '', 'test.forged', 'test', now(), now(), 'test', '{}')`
const line = (n: number, account: string, amount: number, facts: { transaction?: string; unit?: string } = {}) =>
  sql`insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at)
    values (${facts.transaction ?? forged}::uuid, ${n}, ${account}::uuid, ${facts.unit ?? 'TEST_TOKEN'}, 'available', ${amount}, now())`

test('lines by hand need their transaction, their accounts, the unit of those, and must cancel, whichever numbers they have', async () => {
  const [a, b] = [await openSystem('guard:a'), await openSystem('guard:b')]
  expect(await byHand([line(1, a, 1), line(2, b, -1)])).toContain('entries_transaction_fk')
  expect(await byHand([head])).toBe('ledger.unbalanced')
  expect(await byHand([head, line(1, a, 1)])).toBe('ledger.unbalanced')
  expect(await byHand([head, line(1, a, 1), line(2, b, 1)])).toBe('ledger.unbalanced')
  expect(await byHand([head, line(1, a, 1), line(2, crypto.randomUUID(), -1)])).toContain('entries_account_fk')
  expect(await byHand([head, line(1, a, 1, { unit: 'TEST_POINT' }), line(2, b, -1, { unit: 'TEST_POINT' })])).toContain(
    'entries_account_fk',
  )
})

test('nothing is added to a movement of old, and nothing it names is taken away', async () => {
  const [wallet, other, redeemed] = [await openWallet('guarded'), await openWallet('guarded-other'), await openSystem('redeemed')]
  const { lotId } = await grant(wallet, 'a', 5)
  const [kept, holdId] = [await openHold(wallet, 1), await openHold(wallet, 2)]
  await run((t) => books.capture(t, { holdId, qty: 1, to: redeemed }))
  for (const { id } of (await books.holdTrace(ctx(), holdId)).transactions)
    for (const n of [0, 4]) expect(await byHand([line(n, redeemed, 1, { transaction: id })])).toBe('ledger.unbalanced')

  const pin = (hold: string, lot: string) =>
    byHand([sql`insert into ledger.hold_lots (hold_id, lot_id, qty) values (${hold}::uuid, ${lot}::uuid, 1)`])
  expect(await pin(crypto.randomUUID(), lotId)).toContain('hold_lots_hold_fk')
  expect(await pin(kept, crypto.randomUUID())).toContain('hold_lots_lot_fk')
  const hold = sql`insert into ledger.holds (id, account_id, qty, purpose, body_hash, opened_at, expires_at)
    values (uuidv7(), uuidv7(), 1, 'x', 'x', now(), now())`
  expect(await byHand([hold])).toContain('holds_account_fk')

  for (const statement of [
    sql`delete from ledger.accounts where id = ${redeemed}::uuid`,
    sql`update ledger.accounts set unit = 'TEST_POINT' where id = ${redeemed}::uuid`,
    sql`update ledger.lots set account_id = ${other}::uuid where id = ${lotId}::uuid`,
    sql`delete from ledger.lots where id = ${lotId}::uuid`,
    sql`delete from ledger.holds where id = ${kept}::uuid`,
    sql`update ledger.holds set account_id = ${other}::uuid where id = ${kept}::uuid`,
    sql`truncate ledger.accounts, ledger.lots, ledger.holds, ledger.hold_lots, ledger.entries, ledger.snapshots, ledger.lot_extensions`,
  ])
    expect(await byHand([statement])).toMatch(/ledger_append_only|violates foreign key/)
  expect(await books.violations(ctx())).toEqual([])
})
