import { leadMerged, type MergeField } from '@mas/contracts/leads'
import {
  insertMerge,
  lockPair,
  moveFollowUps,
  moveInterests,
  movePoints,
  moveTags,
  reroot,
  setLeadColumns,
  settleCandidate,
  type LeadRecord,
} from '@mas/db/leads'
import { actorKey, emit, fail, newId, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { journal } from './journal.ts'
import { mergedColumns, type MergePlan } from './merge-rules.ts'

export interface MergeOrder {
  readonly survivorId: string
  readonly absorbedId: string
  readonly takeFromAbsorbed: readonly MergeField[]
  readonly reason: string
  readonly by: 'user' | 'system'
  readonly versions?: { readonly survivor?: number | undefined; readonly absorbed?: number | undefined }
}

/** Part: makes two leads one. Both must live; everything moved is remembered with the merge's id. */
export async function mergePair(t: TxCtx, order: MergeOrder): Promise<string> {
  const { survivorId, absorbedId } = order
  if (survivorId === absorbedId) throw fail('leads.merge-same')
  const locked = await lockPair(t.tx, [survivorId, absorbedId])
  const survivor = liveOf(locked, survivorId, order.versions?.survivor)
  const absorbed = liveOf(locked, absorbedId, order.versions?.absorbed)
  const columns = mergedColumns(survivor, absorbed, order.takeFromAbsorbed)

  const at = t.clock.now()
  const mergeId = newId(at.getTime())
  const points = await movePoints(t.tx, absorbedId, survivorId, mergeId)
  const interests = await moveInterests(t.tx, absorbedId, survivorId, mergeId)
  const tags = await moveTags(t.tx, absorbedId, survivorId, mergeId)
  const followUps = await moveFollowUps(t.tx, absorbedId, survivorId, mergeId)
  const family = await reroot(t.tx, absorbedId, survivorId, at)
  await setLeadColumns(t.tx, survivorId, Object.fromEntries(Object.entries(columns).map(([name, change]) => [name, change.new])), at)
  const candidateBefore = (await settleCandidate(t.tx, survivorId, absorbedId, 'merged', ['open', 'dismissed'])) ?? null

  const plan: MergePlan = {
    columns,
    absorbed: { status: absorbed.status, lostReason: absorbed['lost_reason'] ?? null },
    points,
    interests,
    tags,
    family,
    candidateBefore,
    followUps: followUps.moved,
    cancelledFollowUps: followUps.cancelled,
  }
  const by = order.by === 'system' ? 'system:leads.merge' : actorKey(t.actor)
  const byUserId = order.by === 'user' && t.actor.kind === 'user' ? t.actor.userId : null
  await insertMerge(t.tx, { id: mergeId, survivorId, absorbedId, actor: by, byUserId, reason: order.reason, plan, at })
  await journal(t, [{ leadId: survivorId, kind: 'merged', sourceRef: mergeId, data: { mergeId, absorbedId, reason: order.reason, by } }])
  await record(t, {
    action: 'leads.merge-leads',
    subject: { type: 'lead', id: survivorId },
    after: { absorbedId, mergeId, by, fields: Object.keys(columns) },
    reason: order.reason,
  })
  await emit(t, leadMerged, { survivorId, absorbedId, mergeId, by })
  return mergeId
}

/** Part: the merge of rule 3, when an arrival shows that two leads are one person. */
export function mergeBySystem(t: TxCtx, survivorId: string, absorbedId: string): Promise<string> {
  return mergePair(t, {
    survivorId,
    absorbedId,
    takeFromAbsorbed: [],
    reason: 'one arrival carried the phone of one and the e-mail of the other',
    by: 'system',
  })
}

export function liveOf(locked: readonly LeadRecord[], id: string, version?: number): LeadRecord {
  const lead = locked.find((one) => one.id === id)
  if (lead === undefined || lead.status === 'withdrawn') throw fail('leads.not-found')
  if (lead.root_id !== lead.id) throw fail('leads.merged', { survivorId: lead.root_id })
  if (version !== undefined && lead.version !== version) throw fail('leads.stale', { version: lead.version })
  return lead
}
