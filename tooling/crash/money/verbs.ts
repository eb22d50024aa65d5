import { AsyncLocalStorage } from 'node:async_hooks'
import { ledger, ledgerHandlers } from '@mas/domain/ledger'
import { command, fixedClock, flow, newId, type Clock, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { Operation, Told } from './operations.ts'

/** What somebody who keeps tokens and earnings will do with the ledger; the domains that do are not built yet. */
const books = ledger.for('money')
const token = books.unit({ code: 'MONEY_TOKEN', scale: 0 })
const paise = books.unit({ code: 'MONEY_PAISE', scale: 2 })

/** The time of the play, which goes on by days between its rounds; told by whoever calls, for each call. */
export const playTime = new AsyncLocalStorage<Clock>()
const timed = <C extends Ctx | TxCtx>(ctx: C): C => ({ ...ctx, clock: playTime.getStore() ?? fixedClock(ctx.clock.now()) })

/** One operation in one transaction behind the edge: session, request key, use on record, then a part of the ledger. */
export const play = command({
  verb: 'money.play',
  summary: 'Does one operation of the ledger.',
  permission: 'ledger.run-checks',
  rate: 'self',
  input: Operation,
  output: Told,
  run: (t, op) => perform(timed(t), op),
})

export const close = flow({
  verb: 'money.close',
  summary: 'Closes the days that are over by the time of the play.',
  permission: 'ledger.run-checks',
  rate: 'self',
  input: z.strictObject({}),
  output: z.object({}),
  run: async (ctx) => {
    for (const { job, handle } of ledgerHandlers)
      if (job.name === 'ledger.snapshot') await handle(timed(ctx), {}, { id: newId(), number: 1, last: false })
    return {}
  },
})

export const balance = flow({
  verb: 'money.balance',
  summary: 'Tells what an account has now, or had at an instant.',
  permission: 'ledger.run-checks',
  rate: 'self',
  input: z.strictObject({ account: z.uuid(), at: z.iso.datetime().optional() }),
  output: z.object({ available: z.int(), held: z.int() }),
  run: async (ctx, { account, at }) => {
    const now = timed(ctx)
    if (at !== undefined) return books.balanceAt(now, account, new Date(at))
    const [found] = await books.balances(now, [account])
    if (found === undefined) throw new Error(`${account} is no account of the play`)
    return found
  },
})

async function perform(t: TxCtx, op: Operation): Promise<Told> {
  const system = (name: string, unit = token) => books.systemAccount(t, { unit, name })
  const payee = (of: 'wallet' | 'purse') => (of === 'wallet' ? system('redeemed') : system('bank', paise))
  switch (op.kind) {
    case 'grant': {
      const { ref, qty, rank, expiresAt } = op
      const [account, from] = [await walletOf(t, op.wallet), await system('issuance')]
      return books.addLot(t, { account, source: 'grant', sourceRef: ref, qty, rank, from, ...until(expiresAt) })
    }
    case 'hold': {
      const account = op.of === 'wallet' ? await walletOf(t, op.owner) : await sideOf(t, op.owner)
      const { lots } = await books.hold(t, { id: op.id, account, qty: op.qty, purpose: 'money', expiresAt: new Date(op.expiresAt) })
      return { lots: [...lots] }
    }
    case 'capture':
      return books.capture(t, { holdId: op.hold, to: await payee(op.of), ...(op.qty !== null && { qty: op.qty }) })
    case 'release':
      return books.release(t, { holdId: op.hold, reason: 'money' })
    case 'refund': {
      const { key, hold, qty, graceExpiresAt } = op
      const from = await payee(op.of)
      const { toLots, newLot } = await books.refundCapture(t, { key, holdId: hold, qty, graceExpiresAt: new Date(graceExpiresAt), from })
      return { toLots: [...toLots], ...(newLot && { newLot }) }
    }
    case 'revoke':
      return books.revoke(t, { key: op.key, lotId: op.lot, qty: op.qty, to: await system('revoked') })
    case 'transfer':
    case 'pay': {
      const [from, to] = [await sideOf(t, op.from), await sideOf(t, op.to)]
      const lines = [
        { account: from, amount: -op.amount },
        { account: to, amount: op.amount },
      ]
      if (op.kind === 'transfer') return books.post(t, { key: op.key, kind: 'money.move', lines })
      return books.post(t, { key: `pay:${newId()}`, kind: 'money.pay', lines, ref: { type: 'pay', id: op.id } })
    }
    case 'reverse':
      return books.reverse(t, { key: op.key, transactionId: op.transactionId, reason: 'money' })
    case 'expire': {
      const { expired } = await books.expireLots(t, {
        account: await walletOf(t, op.wallet),
        now: t.clock.now(),
        to: await system('expired'),
      })
      return { expired }
    }
    case 'sweep': {
      const due = await books.dueHolds(t, { limit: 20 })
      for (const { holdId } of due) await books.release(t, { holdId, reason: 'money' })
      return { ended: due.length }
    }
  }
}

const until = (at: string | null) => (at === null ? {} : { expiresAt: new Date(at) })

function walletOf(t: TxCtx, id: string): Promise<string> {
  return books.openAccount(t, { unit: token, owner: { kind: 'user', id }, name: 'wallet', mode: 'running', floor: 'zero', lots: true })
}

function sideOf(t: TxCtx, id: string): Promise<string> {
  if (id === 'bank') return books.systemAccount(t, { unit: paise, name: 'bank' })
  return books.openAccount(t, { unit: paise, owner: { kind: 'user', id }, name: 'purse', mode: 'running', floor: 'zero' })
}
