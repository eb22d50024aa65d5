import { rows, sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, farFuture, useBooks } from './fixtures/test-books.ts'
import { rupees } from './index.ts'

const { harness, ctx, run, openWallet, openSystem, openPlain, openHold } = useBooks({ poolSize: 34 })
const linesOf = async (account: string) => (await books.history(ctx(), { account, limit: 100 })).items.toReversed()

test('acceptance 1: a hold pins by expiry and rank, a late capture expires what returns, a refund of an expired lot becomes a new one', async () => {
  const [wallet, issuance, redeemed] = [await openWallet('w'), await openSystem('issuance:purchase'), await openSystem('redeemed')]
  const early = new Date('2026-12-23T00:00+05:30')
  const add = (sourceRef: string, qty: number, rank: number, expiresAt: Date) =>
    run((t) => books.addLot(t, { account: wallet, source: 'purchase', sourceRef, qty, rank, expiresAt, from: issuance }))
  const { lotId: late } = await add('a', 2, 4, new Date('2027-11-23T00:00+05:30'))
  const { lotId: first } = await add('b', 3, 0, early)
  const { lotId: second } = await add('c', 1, 1, early)

  const holdId = crypto.randomUUID()
  const held = await run((t) =>
    books.hold(t, { id: holdId, account: wallet, qty: 5, purpose: 'meeting', expiresAt: new Date('2027-01-01T00:00Z') }),
  )
  expect(held.lots).toEqual([
    { lotId: first, qty: 3 },
    { lotId: second, qty: 1 },
    { lotId: late, qty: 1 },
  ])
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 1, held: 5, spendable: 1 }])

  harness.clock.set('2026-12-24T04:30:00Z')
  expect(await run((t) => books.capture(t, { holdId, qty: 2, to: redeemed }))).toEqual({ captured: 2, returned: 3, expired: 2 })
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 2, held: 0, spendable: 2 }])
  const lots = await books.lots(ctx(), { account: wallet })
  expect(lots.map(({ id, free, spent, expired }) => ({ id, free, spent, expired })).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    [
      { id: late, free: 2, spent: 0, expired: 0 },
      { id: first, free: 0, spent: 2, expired: 1 },
      { id: second, free: 0, spent: 0, expired: 1 },
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  )
  const told = (await linesOf(wallet)).slice(-3).map(({ kind, bucket, amount }) => [kind, bucket, amount])
  expect(told).toEqual([
    ['ledger.capture', 'held', -5],
    ['ledger.capture', 'available', 3],
    ['ledger.expire', 'available', -2],
  ])
  expect((await linesOf(redeemed)).map((line) => line.amount)).toEqual([2])
  expect((await linesOf(await openSystem('expired'))).map((line) => line.amount)).toEqual([2])

  const refund = (key: string, qty: number) =>
    run((t) => books.refundCapture(t, { key, holdId, qty, graceExpiresAt: new Date('2027-01-23T00:00Z'), from: redeemed }))
  const given = await refund('refund-1', 2)
  expect(given).toMatchObject({ toLots: [], newLot: { qty: 2 } })
  expect(await refund('refund-1', 2)).toEqual(given)
  expect(await refusalOf(refund('refund-2', 1))).toBe('ledger.exceeds-capture')
  expect(await books.spendable(ctx(), wallet)).toBe(4)
  expect(await books.violations(ctx())).toEqual([])
})

test('acceptance 2: of 128 parallel holds of 1 on 25 exactly 25 succeed, and of 256 racing ends of one hold exactly one', async () => {
  const [wallet, issuance, redeemed] = [await openWallet('race'), await openSystem('issuance:purchase'), await openSystem('redeemed')]
  await run((t) => books.addLot(t, { account: wallet, source: 'grant', sourceRef: 'r', qty: 25, rank: 0, from: issuance }))
  const ids = Array.from({ length: 128 }, () => crypto.randomUUID())
  const codes = await Promise.all(ids.map((id) => refusalOf(openHold(wallet, 1, id))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(25)
  expect(codes.filter((code) => code === 'ledger.insufficient')).toHaveLength(103)
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 0, held: 25, spendable: 0 }])

  const holdId = ids[codes.indexOf('nothing was refused')] ?? ''
  const ends = await Promise.all(
    Array.from({ length: 256 }, (_, n) =>
      refusalOf(
        run(
          async (t) =>
            void (n % 2 === 0 ? await books.capture(t, { holdId, to: redeemed }) : await books.release(t, { holdId, reason: 'race' })),
        ),
      ),
    ),
  )
  const won = ends.filter((code) => code === 'nothing was refused')
  expect(ends.filter((code) => code === 'ledger.hold-closed').length + won.length).toBe(256)
  const trace = await books.holdTrace(ctx(), holdId)
  expect(trace.transactions).toHaveLength(2)
  expect(won.length).toBe(128) // the winner and the 127 repeats of its own request
  expect(await books.violations(ctx())).toEqual([])
})

test('acceptance 3: 480 grants with one key are one lot and one transaction, and hand-written SQL can neither unbalance nor rewrite', async () => {
  const [wallet, issuance] = [await openWallet('replay'), await openSystem('issuance:purchase')]
  const grant = () =>
    run((t) => books.addLot(t, { account: wallet, source: 'purchase', sourceRef: 'pay_1', qty: 10, rank: 0, from: issuance }))
  const answers = await Promise.all(Array.from({ length: 480 }, grant))
  expect(new Set(answers.map((answer) => answer.lotId)).size).toBe(1)
  expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1)
  expect(await books.lots(ctx(), { account: wallet })).toHaveLength(1)
  expect(await linesOf(wallet)).toHaveLength(1)

  const unbalanced = run(async (t) => {
    await rows(
      t.tx,
      sql`insert into ledger.transactions (id, key, body_hash, kind, owner_domain, occurred_at, posted_at, actor, result)
      values ('01900000-0000-7000-8000-000000000001', 'test:by-hand', '', 'test.by-hand', 'test', now(), now(), 'test', '{}')`,
    )
    await rows(
      t.tx,
      sql`insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at)
      values ('01900000-0000-7000-8000-000000000001', 1, ${issuance}::uuid, 'TEST_TOKEN', 'available', 2, now()),
        ('01900000-0000-7000-8000-000000000001', 2, ${issuance}::uuid, 'TEST_TOKEN', 'available', -1, now())`,
    )
  })
  expect(await refusalOf(unbalanced)).toBe('ledger.unbalanced')
  for (const statement of [
    sql`update ledger.entries set amount = 1`,
    sql`delete from ledger.entries`,
    sql`truncate ledger.entries cascade`,
    sql`update ledger.transactions set reason = 'x'`,
    sql`delete from ledger.transactions`,
    sql`truncate ledger.transactions cascade`,
  ])
    expect(await refusalOf(rows(harness.runtime.driver.db, statement))).not.toBe('nothing was refused')
})

test('acceptance 4: a mentor is paid, the bank returns it, and rupees sum to zero at every step', async () => {
  const [cost, clearing, payable] = [
    await openSystem('mentor_cost', rupees),
    await openSystem('payout_clearing', rupees),
    await openPlain('m1', rupees),
  ]
  const total = async () => (await books.trialBalance(ctx(), { unit: 'INR' })).total
  const transfer = (key: string, kind: string, from: string, to: string) =>
    run((t) =>
      books.post(t, {
        key,
        kind,
        lines: [
          { account: from, amount: -35_000 },
          { account: to, amount: 35_000 },
        ],
      }),
    )
  const withdrawal = crypto.randomUUID()

  await transfer('accrual:1', 'test.accrue', cost, payable)
  expect(await total()).toBe(0)
  await run((t) => books.hold(t, { id: withdrawal, account: payable, qty: 35_000, purpose: 'withdrawal', expiresAt: farFuture }))
  expect(await total()).toBe(0)
  await run((t) => books.capture(t, { holdId: withdrawal, to: clearing }))
  expect(await total()).toBe(0)
  const paidAt = harness.clock.now()
  harness.clock.advance(3_600_000)
  await transfer('return:1', 'test.return', clearing, payable)
  expect(await total()).toBe(0)
  expect(await books.balanceAt(ctx(), payable, paidAt)).toEqual({ available: 0, held: 0 })
  expect(await books.balanceAt(ctx(), payable, harness.clock.now())).toEqual({ available: 35_000, held: 0 })
})
