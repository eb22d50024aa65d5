import { rows, sql } from '@mas/db'
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
