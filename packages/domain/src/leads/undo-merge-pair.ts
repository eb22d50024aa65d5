import { leadUnmerged } from '@mas/contracts/leads'
import {
  closeMerge,
  lockPair,
  reopenFollowUps,
  returnPoints,
  returnRows,
  returnTags,
  setLeadColumns,
  settleCandidate,
  unroot,
  type MergeRecord,
} from '@mas/db/leads'
import { actorKey, emit, fail, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { journal } from './journal.ts'
import { undoColumns, type MergePlan } from './merge-rules.ts'

export interface Unmerged {
  readonly restored: string[]
  readonly conflicts: string[]
}

/** Part: puts back what still carries the merge's value; what was changed since stays and is named. */
export async function undoMergePair(t: TxCtx, merge: MergeRecord, reason: string): Promise<Unmerged> {
  const { id: mergeId, survivor_id: survivorId, absorbed_id: absorbedId } = merge
  const [a, b] = await lockPair(t.tx, [survivorId, absorbedId])
  const survivor = a?.id === survivorId ? a : b
  const absorbed = a?.id === survivorId ? b : a
  if (survivor === undefined || absorbed === undefined) throw fail('leads.merge-not-found')
  const at = t.clock.now()
  if (!(await closeMerge(t.tx, mergeId, at))) throw fail('leads.merge-undone')
  if (survivor.root_id !== survivorId || survivor.status === 'withdrawn' || absorbed.root_id !== survivorId)
    throw fail('leads.merge-superseded')

  const plan = planOf(merge.plan)
  const { restore, kept } = undoColumns(survivor, plan.columns)
  if (Object.keys(restore).length > 0) await setLeadColumns(t.tx, survivorId, restore, at)
  const family = await unroot(
    t.tx,
    { id: absorbedId, status: plan.absorbed.status, lost_reason: plan.absorbed.lostReason },
    plan.family,
    survivorId,
    at,
  )
  const back: [string, readonly string[], readonly string[]][] = [
    ['field', Object.keys(plan.columns).filter((column) => !kept.includes(column)), Object.keys(plan.columns)],
    ['phone-or-email', await returnPoints(t.tx, plan.points, survivorId, absorbedId, mergeId), plan.points.map((one) => one.id)],
    ['interest', await returnRows(t.tx, 'interests', plan.interests, survivorId, absorbedId, mergeId), plan.interests.map((one) => one.id)],
    ['tag', await returnTags(t.tx, plan.tags, survivorId, absorbedId, mergeId), plan.tags.map((one) => one.id)],
    [
      'follow-up',
      await returnRows(t.tx, 'follow_ups', plan.followUps, survivorId, absorbedId, mergeId),
      plan.followUps.map((one) => one.id),
    ],
    ['follow-up', await reopenFollowUps(t.tx, plan.cancelledFollowUps), plan.cancelledFollowUps],
    ['lead', family, [absorbedId, ...plan.family]],
  ]
  if (plan.candidateBefore === 'open' || plan.candidateBefore === 'dismissed')
    await settleCandidate(t.tx, survivorId, absorbedId, plan.candidateBefore, ['merged'])

  const by = actorKey(t.actor)
  await journal(t, [{ leadId: survivorId, kind: 'unmerged', sourceRef: mergeId, data: { mergeId, absorbedId, reason, by } }])
  await record(t, { action: 'leads.undo-merge', subject: { type: 'lead', id: survivorId }, after: { absorbedId, mergeId }, reason })
  await emit(t, leadUnmerged, { survivorId, absorbedId, mergeId, by })
  return {
    restored: back.flatMap(([kind, restored]) => restored.map((id) => `${kind}:${id}`)),
    conflicts: back.flatMap(([kind, restored, wanted]) => wanted.filter((id) => !restored.includes(id)).map((id) => `${kind}:${id}`)),
  }
}

/** Written by `mergePair` as JSON and never changed. */
function planOf(plan: unknown): MergePlan {
  return plan as MergePlan
}
