import { rows, sql } from '@mas/db'
import { inTx, type TxCtx } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { books, farFuture, useBooks } from './fixtures/test-books.ts'

const { harness, ctx, run, grant, openSystem, openWallet } = useBooks({ poolSize: 12 })

/** Kills the backend of the transaction at work, as a crash of the server would. */
async function crash(t: TxCtx): Promise<void> {
  const [own] = await rows<{ pid: number }>(t.tx, sql`select pg_backend_pid() as pid`)
  await rows(harness.runtime.driver.db, sql`select pg_terminate_backend(${own?.pid ?? 0}::int)`)
}

test('a backend that dies after any statement of a transaction leaves nothing of it, and the repeat does all of it once', async () => {
  const [wallet, redeemed] = [await openWallet('crash'), await openSystem('redeemed')]
  await grant(wallet, 'c', 5, { expiresAt: new Date(harness.clock.now().getTime() + 3_600_000) })
  const holdId = crypto.randomUUID()
  const steps: ((t: TxCtx) => Promise<unknown>)[] = [
    (t) => books.hold(t, { id: holdId, account: wallet, qty: 4, purpose: 'crash', expiresAt: farFuture }),
    (t) => books.capture(t, { holdId, qty: 3, to: redeemed }),
    (t) => books.refundCapture(t, { key: 'crash', holdId, qty: 2, graceExpiresAt: farFuture, from: redeemed }),
  ]
  for (let dieAfter = 0; dieAfter <= steps.length; dieAfter++) {
    const died = inTx(ctx(), async (t) => {
      for (const step of steps.slice(0, dieAfter)) await step(t)
      await crash(t)
      for (const step of steps.slice(dieAfter)) await step(t)
    })
    expect(await refusalOf(died)).toBe('request.unavailable')
    expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 5, held: 0 }])
    expect(await books.violations(ctx())).toEqual([])
  }
  for (let time = 0; time < 2; time++)
    await run(async (t) => {
      for (const step of steps) await step(t)
    })
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 4, held: 0, spendable: 4 }])
  expect((await books.holdTrace(ctx(), holdId)).transactions).toHaveLength(3)
  expect(await books.violations(ctx())).toEqual([])
})

test('connections cut at random under load: every call asked again with its key happens exactly once', async () => {
  const [wallet, redeemed] = [await openWallet('cuts'), await openSystem('redeemed')]
  await grant(wallet, 'c', 100)
  let ended = false
  const saboteur = (async () => {
    while (!ended) {
      await rows(
        harness.runtime.driver.db,
        sql`select pg_terminate_backend(pid), pg_sleep(0.02) from (select pid from pg_stat_activity where datname = current_database() and application_name = 'mas-test' and state <> 'idle' and pid <> pg_backend_pid() limit 1) victim`,
      ).catch(() => undefined)
    }
  })()
  const insist = async (work: (t: TxCtx) => Promise<unknown>) => {
    for (let attempt = 0; attempt < 200; attempt++) if ((await refusalOf(run(work))) === 'nothing was refused') return
    throw new Error('never came through')
  }
  await Promise.all(
    Array.from({ length: 60 }, async () => {
      const id = crypto.randomUUID()
      await insist((t) => books.hold(t, { id, account: wallet, qty: 1, purpose: 'cuts', expiresAt: farFuture }))
      await insist((t) => books.capture(t, { holdId: id, to: redeemed }))
    }),
  )
  ended = true
  await saboteur
  expect(await books.balances(ctx(), [wallet])).toMatchObject([{ available: 40, held: 0, spendable: 40 }])
  expect(await books.violations(ctx())).toEqual([])
})
