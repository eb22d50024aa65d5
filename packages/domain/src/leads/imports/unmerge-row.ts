import { findMerge } from '@mas/db/leads'
import { AppError, type TxCtx } from '@mas/kernel'
import { undoMergePair } from '../undo-merge-pair.ts'

/** Takes the merge back that a row had caused; what stands in the way is told by `note`, and nothing of the merge is touched then. */
export async function unmergeRow(t: TxCtx, mergeId: string, note: (text: string) => void): Promise<void> {
  const merge = await findMerge(t.tx, mergeId)
  if (merge === undefined || merge.undone_at !== null) return
  try {
    const { conflicts } = await t.tx.transaction((step) => undoMergePair({ ...t, tx: step }, merge, 'import undone'))
    // The time of the last activity moves with every entry of the journal, this undo's own included.
    const kept = conflicts.filter((conflict) => conflict !== 'field:last_activity_at')
    if (kept.length > 0) note(`kept of a merge: ${kept.join(', ')}`)
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'conflict') throw thrown
    note(`kept: the merge ${mergeId} cannot be taken back any more (${thrown.code})`)
  }
}
