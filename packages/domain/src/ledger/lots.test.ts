import { rows, sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, point, useBooks } from './fixtures/test-books.ts'

const { harness, ctx, run, grant, openSystem, openWallet, openPlain, openHold, post } = useBooks()
const hours = (n: number) => new Date(harness.clock.now().getTime() + n * 3_600_000)

test('a lot can be spent until, and not at, its expiry, swept or not', async () => {
  const wallet = await openWallet('edge')
  await grant(wallet, 'edge', 3, { expiresAt: hours(1) })
  harness.clock.advance(3_600_000 - 1)
  expect(await books.spendable(ctx(), wallet)).toBe(3)
  harness.clock.advance(1)
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 3, spendable: 0 }])
  expect(await refusalOf(openHold(wallet, 1))).toBe('ledger.insufficient')
})

test('a sweep expires what is free once and names the lots', async () => {
  const [wallet, expired] = [await openWallet('sweep'), await openSystem('expired')]
  const { lotId } = await grant(wallet, 'a', 3, { expiresAt: hours(1) })
  await grant(wallet, 'b', 4)
  await openHold(wallet, 1)
  harness.clock.advance(3_600_000)
  expect((await books.expiringLots(ctx(), { until: harness.clock.now(), limit: 10 })).map((lot) => lot.id)).toContain(lotId)
  const sweep = () => run((t) => books.expireLots(t, { account: wallet, now: hours(24), to: expired }))
  expect(await sweep()).toEqual({ expired: 2, lots: [{ lotId, qty: 2 }] })
  expect(await sweep()).toEqual({ expired: 0, lots: [] })
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 4, held: 1, spendable: 4 }])
})

test('revoking takes what is free and says what is short', async () => {
  const [wallet, revoked] = [await openWallet('revoke'), await openSystem('revoked')]
  const { lotId } = await grant(wallet, 'a', 5)
  await openHold(wallet, 2)
  const revoke = (key: string, qty: number) => run((t) => books.revoke(t, { key, lotId, qty, to: revoked }))
  expect(await revoke('r1', 4)).toEqual({ revoked: 3, short: 1 })
  expect(await revoke('r1', 4)).toEqual({ revoked: 3, short: 1 })
  expect(await refusalOf(revoke('r1', 3))).toBe('ledger.idempotency-mismatch')
  expect(await refusalOf(revoke('r2', 1))).toBe('ledger.lot-exhausted')
  expect(await refusalOf(run((t) => books.revoke(t, { key: 'r3', lotId: crypto.randomUUID(), qty: 1, to: revoked })))).toBe(
    'ledger.lot-not-found',
  )
})

test('of one key used at once for lots of different accounts one call wins and the others change nothing', async () => {
  const revoked = await openSystem('revoked')
  const lots = await Promise.all(
    ['p', 'q', 'r', 's'].map(async (id) => {
      const wallet = await openWallet(`key-${id}`)
      return { wallet, lotId: (await grant(wallet, 'a', 5)).lotId }
    }),
  )
  const codes = await Promise.all(
    lots.map(({ lotId }) => refusalOf(run((t) => books.revoke(t, { key: 'shared', lotId, qty: 1, to: revoked })))),
  )
  expect(codes.toSorted()).toEqual([...Array.from({ length: 3 }, () => 'ledger.idempotency-mismatch'), 'nothing was refused'])
  const left = await books.balances(
    ctx(),
    lots.map(({ wallet }) => wallet),
  )
  expect(left.map((one) => one.available).toSorted()).toEqual([4, 5, 5, 5])
  expect(await books.violations(ctx())).toEqual([])
})

test('an extension never shortens, is not repeated by its key, and comes too late after the expiry', async () => {
  const wallet = await openWallet('extend')
  const { lotId } = await grant(wallet, 'a', 1, { expiresAt: hours(10) })
  const extend = (key: string, expiresAt: Date | null) => run((t) => books.extendLot(t, { key, lotId, expiresAt }))
  const [sooner, later, latest] = [hours(5), hours(20), hours(30)]
  expect(await extend('e0', sooner)).toEqual({ lotId, expiresAt: hours(10) })
  expect(await extend('e1', later)).toEqual({ lotId, expiresAt: later })
  expect(await extend('e2', latest)).toEqual({ lotId, expiresAt: latest })
  expect(await extend('e1', later)).toEqual({ lotId, expiresAt: later })
  expect((await books.lots(ctx(), { account: wallet }))[0]?.expiresAt).toEqual(latest)
  expect(await refusalOf(extend('e1', latest))).toBe('ledger.idempotency-mismatch')
  harness.clock.set(latest)
  expect(await refusalOf(extend('e3', hours(1)))).toBe('ledger.lot-expired')
})

test('a refund goes back in reverse spend order, to the lots that still live', async () => {
  const [wallet, redeemed] = [await openWallet('refund'), await openSystem('redeemed')]
  const { lotId: soon } = await grant(wallet, 'soon', 2, { expiresAt: hours(1) })
  const { lotId: late } = await grant(wallet, 'late', 2, { expiresAt: hours(9) })
  const holdId = await openHold(wallet, 4)
  await run((t) => books.capture(t, { holdId, to: redeemed }))
  const refund = (key: string, qty: number, grace: Date) =>
    run((t) => books.refundCapture(t, { key, holdId, qty, graceExpiresAt: grace, from: redeemed }))
  expect(await refund('f1', 1, hours(20))).toEqual({ toLots: [{ lotId: late, qty: 1 }] })
  harness.clock.advance(2 * 3_600_000)
  expect(await refusalOf(refund('f2', 2, hours(0)))).toBe('ledger.lot-expired')
  expect(await refund('f3', 2, hours(20))).toMatchObject({ toLots: [{ lotId: late, qty: 1 }], newLot: { qty: 1 } })
  expect(await refusalOf(refund('f4', 2, hours(20)))).toBe('ledger.exceeds-capture')
  const trace = await books.holdTrace(ctx(), holdId)
  expect(trace.lots.map(({ lotId, sourceRef, captured, refunded }) => ({ lotId, sourceRef, captured, refunded }))).toEqual([
    { lotId: soon, sourceRef: 'soon', captured: 2, refunded: 1 },
    { lotId: late, sourceRef: 'late', captured: 2, refunded: 2 },
  ])
  expect(trace.transactions.map((one) => one.kind)).toEqual(['ledger.hold', 'ledger.capture', 'ledger.refund', 'ledger.refund'])
})

test('lots belong into accounts with lots, holds into running ones, in one unit', async () => {
  const [wallet, plain, bank] = [await openWallet('kinds'), await openPlain('kinds'), await openSystem('bank', point)]
  expect(await refusalOf(grant(plain, 'x', 1))).toBe('ledger.account-mismatch')
  expect(
    await refusalOf(run((t) => books.addLot(t, { account: wallet, source: 'grant', sourceRef: 'y', qty: 1, rank: 0, from: bank }))),
  ).toBe('ledger.unit-mismatch')
  expect(await refusalOf(grant(wallet, 'z', 1, { expiresAt: harness.clock.now() }))).toBe('ledger.lot-expired')
  expect(await refusalOf(openHold(bank, 1))).toBe('ledger.account-mismatch')
  await grant(wallet, 'ok', 2)
  const holdId = await openHold(wallet, 2)
  expect(await refusalOf(run((t) => books.capture(t, { holdId, to: bank })))).toBe('ledger.unit-mismatch')
  expect(await refusalOf(run((t) => books.capture(t, { holdId, qty: 3, to: bank })))).toBe('ledger.exceeds-hold')
  expect(await refusalOf(run((t) => books.capture(t, { holdId, to: wallet })))).toBe('ledger.account-mismatch')
  expect(await refusalOf(run((t) => books.release(t, { holdId: crypto.randomUUID(), reason: 'x' })))).toBe('ledger.hold-not-found')
})

test('a hold’s id is used once: the same request is told the same, another body or another end is refused', async () => {
  const [wallet, redeemed] = [await openWallet('ids'), await openSystem('redeemed')]
  await grant(wallet, 'a', 9)
  const id = await openHold(wallet, 3)
  expect(await openHold(wallet, 3, id)).toBe(id)
  expect(await refusalOf(openHold(wallet, 4, id))).toBe('ledger.idempotency-mismatch')
  const captured = await run((t) => books.capture(t, { holdId: id, qty: 2, to: redeemed }))
  expect(await run((t) => books.capture(t, { holdId: id, qty: 2, to: redeemed }))).toEqual(captured)
  expect(await refusalOf(run((t) => books.capture(t, { holdId: id, qty: 1, to: redeemed })))).toBe('ledger.hold-closed')
  expect(await refusalOf(run((t) => books.release(t, { holdId: id, reason: 'x' })))).toBe('ledger.hold-closed')
  expect(await openHold(wallet, 3, id)).toBe(id)
})

test('open holds past their expiry are due, the longest overdue first', async () => {
  const wallet = await openWallet('due')
  await grant(wallet, 'a', 9)
  const [second, first] = [await openHold(wallet, 1, undefined, hours(2)), await openHold(wallet, 1, undefined, hours(1))]
  harness.clock.advance(2 * 3_600_000)
  const due = await books.dueHolds(ctx(), { limit: 10 })
  expect(due.map((hold) => hold.holdId)).toEqual([first, second])
  const [before] = due
  if (before === undefined) throw new Error('nothing is due')
  expect(
    (await books.dueHolds(ctx(), { limit: 10, after: { expiresAt: before.expiresAt, id: before.holdId } })).map((hold) => hold.holdId),
  ).toEqual([second])
  expect(await books.violations(ctx())).toEqual([])
})

test('a hold captured into a running account moves both balances, whichever id is lower, and the books agree', async () => {
  const [bank, a, b] = [await openSystem('bank', point), await openPlain('from-a'), await openPlain('to-b')]
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    await post(`fund-${from}`, bank, from, 9)
    const holdId = await openHold(from, 5)
    const capture = () => run((t) => books.capture(t, { holdId, qty: 3, to }))
    expect(await capture()).toEqual({ captured: 3, returned: 2, expired: 0 })
    expect(await capture()).toEqual({ captured: 3, returned: 2, expired: 0 })
  }
  expect(await books.balances(ctx(), [a, b])).toMatchObject([
    { available: 9, held: 0 },
    { available: 9, held: 0 },
  ])
  expect(await books.violations(ctx())).toEqual([])
})

test('a line added to a written transaction is refused at commit, whatever its number', async () => {
  const [bank, cost] = [await openSystem('bank', point), await openSystem('cost', point)]
  const { transactionId } = await post('whole', bank, cost, 4)
  for (const n of [0, 3, 9])
    expect(
      await refusalOf(
        run((t) =>
          rows(
            t.tx,
            sql`insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at) values (${transactionId}::uuid, ${n}::int, ${cost}::uuid, 'TEST_POINT', 'available', 1, now())`,
          ),
        ),
      ),
    ).toBe('ledger.unbalanced')
})
