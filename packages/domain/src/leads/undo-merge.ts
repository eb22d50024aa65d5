import { UndoMergeInput, UndoMergeOutput } from '@mas/contracts/leads'
import { findMerge } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { undoMergePair } from './undo-merge-pair.ts'

export const undoMerge = command({
  verb: 'leads.undo-merge',
  summary:
    'Takes a merge back: what still carries its values is restored, what was changed since stays and is listed. For who merged, and administrators.',
  permission: 'leads.undo-merge',
  refuses: ['leads.merge-not-found', 'leads.merge-undone', 'leads.merge-superseded'],
  input: UndoMergeInput,
  output: UndoMergeOutput,
  run: async (t, { mergeId, reason }) => {
    const merge = await findMerge(t.tx, mergeId)
    const isAllowed = t.grant?.includes('all') === true || (t.actor.kind === 'user' && merge?.by_user_id === t.actor.userId)
    if (merge === undefined || !isAllowed) throw fail('leads.merge-not-found')
    return undoMergePair(t, merge, reason)
  },
})
