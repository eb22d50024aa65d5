import { rows, sql } from '@mas/db'
import { system } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, farFuture, point, useBooks } from './fixtures/test-books.ts'
import { freezeAccount, unfreezeAccount } from './index.ts'

/** What an owning domain could ask by mistake, and what must not come of it. */
const { harness, ctx, run, grant, openSystem, openWallet, openPlain, openHold, post } = useBooks()
const soon = () => new Date(harness.clock.now().getTime() + 3_600_000)

test('a lot cannot be brought out of its own account, nor be revoked or expire into it', async () => {
  const wallet = await openWallet('own')
  const { lotId } = await grant(wallet, 'a', 5, { expiresAt: soon() })
  const brought = run((t) => books.addLot(t, { account: wallet, source: 'grant', sourceRef: 'b', qty: 3, rank: 0, from: wallet }))
  expect(await refusalOf(brought)).toBe('ledger.account-mismatch')
  expect(await refusalOf(run((t) => books.revoke(t, { key: 'own', lotId, qty: 1, to: wallet })))).toBe('ledger.account-mismatch')
  harness.clock.advance(3_600_000)
  expect(await refusalOf(run((t) => books.expireLots(t, { account: wallet, now: harness.clock.now(), to: wallet })))).toBe(
    'ledger.account-mismatch',
  )
  expect(await books.violations(ctx())).toEqual([])
})

test('of a frozen account no lot is extended', async () => {
  const wallet = await openWallet('frozen')
  const { lotId } = await grant(wallet, 'a', 5, { expiresAt: soon() })
  const extend = () => run((t) => books.extendLot(t, { key: 'frozen', lotId, expiresAt: farFuture }))
  await freezeAccount(ctx(system('test')), { accountId: wallet, reason: 'under review' })
  expect(await refusalOf(extend())).toBe('ledger.account-frozen')
  await unfreezeAccount(ctx(system('test')), { accountId: wallet, reason: 'all is well' })
  expect(await extend()).toEqual({ lotId, expiresAt: farFuture })
})

test('no key or source of a caller can stand in the way of a hold or a refund', async () => {
  const [bank, account, wallet] = [await openSystem('bank', point), await openPlain('keys'), await openWallet('keys')]
  await post('keys', bank, account, 9)
  const id = crypto.randomUUID()
  for (const word of ['hold', 'capture', 'release', 'expire', 'lot'])
    expect(await refusalOf(post(`${word}:${id}`, bank, account, 1))).toBe('request.invalid')
  expect(await refusalOf(post('capture:pay_1', bank, account, 1))).toBe('nothing was refused')
  const from = await openSystem('issuance')
  const made = run((t) => books.addLot(t, { account: wallet, source: 'refund', sourceRef: 'test:f', qty: 1, rank: 3, from }))
  expect(await refusalOf(made)).toBe('request.invalid')
})

test('one hold or transaction is one, however its id is written', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('letters')]
  await post('letters', bank, account, 9)
  const { transactionId } = await post('twice', bank, account, 1)
  await run((t) => books.reverse(t, { key: 'undo-letters', transactionId: transactionId.toUpperCase(), reason: 'typed twice' }))
  const id = 'ABCDEF00-0000-4000-A000-00000000000A'
  await openHold(account, 4, id)
  await openHold(account, 4, id.toLowerCase())
  const end = (holdId: string) => run((t) => books.capture(t, { holdId, qty: 3, to: bank }))
  expect(await end(id)).toEqual(await end(id.toLowerCase()))
  expect((await books.holdTrace(ctx(), id)).transactions).toHaveLength(2)
  expect(await books.violations(ctx())).toEqual([])
})

test('a transaction that took longer than a minute does not commit what it posted', async () => {
  const [bank, account] = [await openSystem('bank', point), await openPlain('slow')]
  const db = harness.runtime.driver.db
  await rows(db, sql`create schema slow`)
  // Functions are looked for here first, so the trigger's clock is a minute and a second ahead of the transaction's.
  await rows(
    db,
    sql`create function slow.clock_timestamp() returns timestamptz language sql as $$ select transaction_timestamp() + interval '61 seconds' $$`,
  )
  const move = (key: string, isSlow: boolean) =>
    run(async (t) => {
      await books.post(t, {
        key,
        kind: 'test.move',
        lines: [
          { account: bank, amount: -1 },
          { account, amount: 1 },
        ],
      })
      if (isSlow) await rows(t.tx, sql`set local search_path = slow, pg_catalog, public`)
    })
  expect(await refusalOf(move('slow', true))).toBe('request.unavailable')
  expect(await books.balances(ctx(), [account])).toMatchObject([{ available: 0 }])
  expect(await refusalOf(move('slow', false))).toBe('nothing was refused')
})
