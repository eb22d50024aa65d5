import { TransferState, type Transfer } from '@mas/contracts/leads'
import { findTransfer } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { instantOf } from '../lead-view.ts'

export async function readTransfer(ctx: Ctx | TxCtx, id: string): Promise<Transfer> {
  const row = await findTransfer('tx' in ctx ? ctx.tx : ctx.db, id)
  if (row === undefined) throw fail('leads.transfer-not-found')
  const { leads, moved, unchanged, restored, kept } = row
  return {
    id,
    state: TransferState.parse(row.state),
    toHeadId: row.to_head_id,
    keepAssignees: row.keep_assignees,
    reason: row.reason,
    requestedAt: instantOf(row.requested_at),
    leads,
    moved,
    unchanged,
    restored,
    kept,
  }
}
