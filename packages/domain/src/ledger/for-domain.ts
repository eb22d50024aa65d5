import { addLot } from './add-lot.ts'
import { balanceAt } from './balance-at.ts'
import { balances, spendable } from './balances.ts'
import { capture } from './capture.ts'
import { expireLots } from './expire-lots.ts'
import { extendLot } from './extend-lot.ts'
import { history } from './history.ts'
import { hold } from './hold.ts'
import { dueHolds, holdTrace } from './holds.ts'
import { expiringLots, lots } from './lots.ts'
import { openAccount, systemAccount } from './open-account.ts'
import { post } from './post.ts'
import { violations } from './proof.ts'
import { refundCapture } from './refund-capture.ts'
import { release } from './release.ts'
import { reverse } from './reverse.ts'
import { revoke } from './revoke.ts'
import { trialBalance } from './trial-balance.ts'
import { defineUnit } from './units.ts'

/** The ledger as one domain sees it: everything it opens is its own, everything else does not exist. */
function forDomain(domain: string) {
  const bound =
    <Rest extends readonly unknown[], Result>(operation: (domain: string, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      operation(domain, ...rest)
  return {
    unit: (unit: { readonly code: string; readonly scale: number }) => defineUnit({ ...unit, ownerDomain: domain }),
    openAccount: bound(openAccount),
    systemAccount: bound(systemAccount),
    post: bound(post),
    reverse: bound(reverse),
    addLot: bound(addLot),
    extendLot: bound(extendLot),
    revoke: bound(revoke),
    expireLots: bound(expireLots),
    hold: bound(hold),
    capture: bound(capture),
    release: bound(release),
    refundCapture: bound(refundCapture),
    spendable: bound(spendable),
    balances: bound(balances),
    balanceAt: bound(balanceAt),
    lots: bound(lots),
    expiringLots: bound(expiringLots),
    history: bound(history),
    holdTrace: bound(holdTrace),
    dueHolds: bound(dueHolds),
    trialBalance: bound(trialBalance),
    violations: bound(violations),
  }
}
export type LedgerDoor = ReturnType<typeof forDomain>

/** `const books = ledger.for('tokens')`, once per domain and with the domain's own name. */
export const ledger: { for(domain: string): LedgerDoor } = { for: forDomain }
