import { fixedClock, inTx } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, farFuture, point, useBooks } from './fixtures/test-books.ts'

const { harness, ctx, run, grant, openSystem, openWallet, openPlain, openHold, post } = useBooks({ poolSize: 24 })

test('twenty refunds of one capture at once give back no more than was captured, each key once', async () => {
  const [wallet, redeemed] = [await openWallet('refunds'), await openSystem('redeemed')]
  for (const ref of ['x', 'y', 'z']) await grant(wallet, ref, 4)
  const holdId = await openHold(wallet, 12)
  await run((t) => books.capture(t, { holdId, qty: 10, to: redeemed }))
  const refund = (n: number) =>
    run((t) => books.refundCapture(t, { key: `many-${n % 10}`, holdId, qty: 3, graceExpiresAt: farFuture, from: redeemed }))
  const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => refusalOf(refund(n))))
  // Each of ten keys is asked twice at once: three keys win, and whoever repeats one of them is told the same.
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(6)
  expect(codes.filter((code) => code === 'ledger.exceeds-capture')).toHaveLength(14)
  expect(await books.holdTrace(ctx(), holdId)).toMatchObject({ captured: 10, refunded: 9 })
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 11, held: 0, spendable: 11 }])
  expect(await books.violations(ctx())).toEqual([])
})

test('captures, releases, expiry and the sweep of overdue holds at the very instant a lot ends: each part has one fate', async () => {
  const [redeemed, expired] = [await openSystem('redeemed'), await openSystem('expired')]
  const ends = new Date(harness.clock.now().getTime() + 3_600_000)
  for (let round = 0; round < 4; round++) {
    const wallet = await openWallet(`instant-${round}`)
    await grant(wallet, 'short', 6, { expiresAt: ends })
    const holds = await Promise.all([1, 2].map(() => openHold(wallet, 2, crypto.randomUUID(), ends)))
    const at = { ...ctx(), clock: fixedClock(ends) }
    const ways = holds.flatMap((holdId) => [
      () => inTx(at, (t) => books.capture(t, { holdId, qty: 1, to: redeemed })),
      () => inTx(at, (t) => books.release(t, { holdId, reason: 'test' })),
    ])
    const sweeps = [1, 2].map(() => () => inTx(at, (t) => books.expireLots(t, { account: wallet, now: ends, to: expired })))
    await Promise.all([...ways, ...sweeps, ...ways].map((way) => refusalOf(way())))
    await inTx(at, (t) => books.expireLots(t, { account: wallet, now: ends, to: expired }))
    const [lot] = await books.lots(at, { account: wallet })
    expect(lot).toMatchObject({ free: 0, held: 0 })
    expect(await books.balances(at, [wallet])).toMatchObject([{ available: 0, held: 0, spendable: 0 }])
  }
  expect(await books.violations(ctx())).toEqual([])
})

test('a move is taken back by twenty while it is spent by twenty: either it is undone once or spent, never both', async () => {
  const bank = await openSystem('bank', point)
  for (let round = 0; round < 4; round++) {
    const purse = await openPlain(`both-${round}`)
    const { transactionId } = await post(`both-${round}`, bank, purse, 10)
    const tries = Array.from({ length: 20 }, (_, n) => [
      () => run((t) => books.reverse(t, { key: `undo-${round}-${n}`, transactionId, reason: 'test' })),
      () => post(`spend-${round}-${n}`, purse, bank, 10),
    ]).flat()
    const codes = await Promise.all(tries.map((one) => refusalOf(one())))
    expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
    expect(await books.spendable(ctx(), purse)).toBe(0)
  }
  expect(await books.violations(ctx())).toEqual([])
})
