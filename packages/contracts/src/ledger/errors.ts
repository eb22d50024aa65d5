import { errors } from '../core/index.ts'

export const ledgerErrors = errors('ledger', {
  insufficient: ['precondition', 'The account does not have that much; `details.missing` says how much is lacking.'],
  'account-frozen': ['precondition', 'The account is frozen: it may receive, nothing may leave it.'],
  'lot-exhausted': ['precondition', 'Nothing of this lot is left to take or to extend.'],
  'lot-expired': ['precondition', 'The lot is past its expiry, or the expiry given is not in the future.'],
  'hold-closed': ['conflict', 'The hold has already ended; `details.state` says how.'],
  'idempotency-mismatch': ['conflict', 'This key or id was used before for something else.'],
  'already-reversed': ['conflict', 'The transaction has already been reversed.'],
  'account-mismatch': ['conflict', 'The account is of another kind (mode, floor or lots) than this asks for, or stands on both sides.'],
  'exceeds-hold': ['invalid', 'More than the hold holds.'],
  'exceeds-capture': ['invalid', 'More than was captured and not yet given back; `details.refundable` says how much is left.'],
  unbalanced: ['invalid', 'The lines of a transaction must add up to zero in each unit, and there must be at least two.'],
  'unit-mismatch': ['invalid', 'The accounts are kept in different units, or the unit is not declared.'],
  'amount-out-of-range': ['invalid', 'Amounts are whole minor units, not zero, and no line or balance exceeds 2^53 - 1.'],
  'not-reversible': ['invalid', 'Only posted transactions can be reversed; holds and lots have their own undo, and a reversal is final.'],
  'instant-in-future': ['invalid', 'The instant lies in the future.'],
  'account-not-found': ['not-found', 'There is no such account.'],
  'hold-not-found': ['not-found', 'There is no such hold.'],
  'lot-not-found': ['not-found', 'There is no such lot.'],
  'transaction-not-found': ['not-found', 'There is no such transaction.'],
})
