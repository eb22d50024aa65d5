import type { LedgerEntry } from '@mas/contracts/ledger'
import type { EntryOfAccount } from '@mas/db/ledger'

/** A stored entry with its transaction's cause, as the contract tells it. */
export function entryOf(row: EntryOfAccount): LedgerEntry {
  return {
    transactionId: row.transaction_id,
    n: row.n,
    kind: row.kind,
    bucket: row.bucket,
    amount: row.amount,
    balanceAfter: row.balance_after,
    lotId: row.lot_id,
    reason: row.reason,
    ref: row.ref_type === null || row.ref_id === null ? null : { type: row.ref_type, id: row.ref_id },
    occurredAt: row.occurred_at.toISOString(),
    postedAt: row.posted_at.toISOString(),
    actor: row.actor,
  }
}
