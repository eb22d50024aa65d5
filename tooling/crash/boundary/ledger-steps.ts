import { ledger } from '@mas/domain/ledger'
import { derivedId, inTx, type Ctx, type TxCtx } from '@mas/kernel'

/** What somebody who keeps tokens and earnings will do with the ledger; the domains that do are not built yet. */
const books = ledger.for('boundary')
const token = books.unit({ code: 'BOUNDARY_TOKEN', scale: 0 })
const paise = books.unit({ code: 'BOUNDARY_PAISE', scale: 2 })
const later = new Date('2099-01-01T00:00Z')

export const ledgerSteps = [
  'grant',
  'hold',
  'capture',
  'refund',
  'spend-at-once',
  'release',
  'revoke',
  'accrue',
  'reverse',
  'withdraw',
] as const
export type LedgerStep = (typeof ledgerSteps)[number]

/** One step: one transaction, as a verb's, with keys that make a repeat the same step. Answers what the ledger told. */
export async function takeStep(ctx: Ctx, step: LedgerStep, serial: number): Promise<unknown> {
  const name = String(serial)
  const [hold, atOnce, dropped, withdrawal] = await Promise.all(
    ['hold', 'at-once', 'dropped', 'withdrawal'].map((what) => derivedId(what, name)),
  )
  return inTx(ctx, async (t) => {
    const { wallet, issuance, redeemed, revoked, bank, payable } = await accountsOf(t, name)
    const grant = (sourceRef: string, qty: number) =>
      books.addLot(t, { account: wallet, source: 'purchase', sourceRef, qty, rank: 0, expiresAt: later, from: issuance })
    const pin = (id = '', qty: number, account = wallet) => books.hold(t, { id, account, qty, purpose: 'boundary', expiresAt: later })
    const move = (key: string, amount: number) =>
      books.post(t, {
        key: `${key}:${name}`,
        kind: 'boundary.accrue',
        lines: [
          { account: bank, amount: -amount },
          { account: payable, amount },
        ],
      })
    switch (step) {
      case 'grant':
        return [(await grant('first', 5)).lotId, (await grant('second', 7)).lotId]
      case 'hold':
        return pin(hold, 8)
      case 'capture':
        return books.capture(t, { holdId: hold ?? '', qty: 6, to: redeemed })
      case 'refund':
        return books.refundCapture(t, { key: `refund:${name}`, holdId: hold ?? '', qty: 2, graceExpiresAt: later, from: redeemed })
      case 'spend-at-once':
        return [(await grant('third', 3)).lotId, await pin(atOnce, 4), await books.capture(t, { holdId: atOnce ?? '', to: redeemed })]
      case 'release':
        return [await pin(dropped, 1), await books.release(t, { holdId: dropped ?? '', reason: 'boundary' })]
      case 'revoke': {
        const { lotId } = await grant('third', 3)
        return books.revoke(t, { key: `revoke:${name}`, lotId, qty: 1, to: revoked })
      }
      case 'accrue':
        return (await move('accrue', 35_000)).transactionId
      case 'reverse': {
        const { transactionId } = await move('mistake', 900)
        const mirrored = await books.reverse(t, { key: `reverse:${name}`, transactionId, reason: 'boundary' })
        return [transactionId, mirrored.transactionId]
      }
      case 'withdraw':
        return [await pin(withdrawal, 20_000, payable), await books.capture(t, { holdId: withdrawal ?? '', to: bank })]
    }
  })
}

/** Opened by whoever comes first, as a domain does when somebody first has something. */
async function accountsOf(t: TxCtx, id: string) {
  const owner = { kind: 'user', id }
  return {
    wallet: await books.openAccount(t, { unit: token, owner, name: 'wallet', mode: 'running', floor: 'zero', lots: true }),
    payable: await books.openAccount(t, { unit: paise, owner, name: 'payable', mode: 'running', floor: 'zero' }),
    issuance: await books.systemAccount(t, { unit: token, name: 'issuance' }),
    redeemed: await books.systemAccount(t, { unit: token, name: 'redeemed' }),
    revoked: await books.systemAccount(t, { unit: token, name: 'revoked' }),
    bank: await books.systemAccount(t, { unit: paise, name: 'bank' }),
  }
}
