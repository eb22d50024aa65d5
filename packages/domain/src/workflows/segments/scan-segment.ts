import { enterMembers, finishScan, lastScan, leaveMembers, lockScan, moveScan, type ScanRow } from '@mas/db/workflows'
import { AppError, enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { scanSegment as pageOfSegment } from '../../leads/index.ts'
import { enter, type EntryResult } from '../entry/enter.ts'
import { workflowsJobs } from '../jobs.ts'
import { programOf } from '../runtime/programs.ts'
import { findEntryRules } from '@mas/db/workflows'

const pageSize = 1_000
const overlapMs = 10 * 60_000

/**
 * One page of a scan: who became a member, who left, who is enrolled, and where the scan stands now commit together. The next page is
 * a job of its own, so a scanner that dies goes on where it was.
 */
export async function scanPage(ctx: Ctx, place: { workflowId: string; triggerIx: number; scanId: string }): Promise<void> {
  await inTx(ctx, async (t) => {
    const scan = await lockScan(t.tx, place.scanId)
    if (scan === undefined) return
    const segmentId = await segmentOf(t, scan)
    if (segmentId === undefined) return finishScan(t.tx, scan.id, 'failed', t.clock.now())
    await page(t, scan, segmentId)
  })
}

/** The trigger may be another by now: then there is nothing to scan. */
async function segmentOf(t: TxCtx, scan: ScanRow): Promise<string | undefined> {
  const rules = await findEntryRules(t.tx, scan.workflow_id)
  if (rules === undefined || rules.status !== 'active' || rules.active_version === null) return undefined
  const { program, triggerId } = await programOf(t, scan.workflow_id, rules.active_version)
  const node = program.nodes[triggerId]
  const trigger = node?.type === 'trigger' ? node.data.triggers[scan.trigger_ix] : undefined
  return trigger?.kind === 'segment' ? trigger.segmentId : undefined
}

async function page(t: TxCtx, scan: ScanRow, segmentId: string): Promise<void> {
  const now = t.clock.now()
  const first = scan.from_at.getTime() === 0
  const previous = first ? undefined : await lastScan(t.tx, scan.workflow_id, scan.trigger_ix)
  const found = await pageOfSegment(t, {
    segmentId,
    until: scan.to_at,
    size: pageSize,
    ...(!first && { changedSince: scan.from_at, crossingFrom: previous?.to_at ?? new Date(scan.from_at.getTime() + overlapMs) }),
    ...(scan.cursor !== null && { cursor: scan.cursor }),
  }).catch((thrown: unknown) => {
    if (thrown instanceof AppError && (thrown.code === 'leads.segment-stale' || thrown.code === 'leads.segment-not-found')) return undefined
    throw thrown
  })
  // The segment was changed meanwhile: this scan is worth nothing, the next one looks at everything since the last good one.
  if (found === undefined) return finishScan(t.tx, scan.id, 'failed', now)
  const place = { workflowId: scan.workflow_id, triggerIx: scan.trigger_ix }
  const inside = [...new Set(found.items.filter(({ member }) => member).map(({ leadId }) => leadId))].toSorted()
  const outside = found.items.filter(({ member }) => !member).map(({ leadId }) => leadId)
  await leaveMembers(t.tx, place, outside, now)
  const result = await enrolEntered(t, scan, await enterMembers(t.tx, place, inside, now), first)
  await moveScan(t.tx, scan.id, {
    cursor: found.nextCursor,
    matched: inside.length,
    enrolled: result.enrolled.length,
    refused: countOf(result),
  })
  if (found.nextCursor === null) await finishScan(t.tx, scan.id, 'done', now)
  else await enqueue(t, workflowsJobs.scanSegment, { ...place, scanId: scan.id })
}

/** A person enters on becoming a member, and again only after having left. */
async function enrolEntered(t: TxCtx, scan: ScanRow, entered: readonly string[], bulk: boolean): Promise<EntryResult> {
  if (entered.length === 0) return { enrolled: [], refused: [] }
  return enter(t, {
    workflowId: scan.workflow_id,
    source: 'segment',
    bulk: bulk || entered.length > 100,
    entrants: entered.map((subjectId) => ({ subjectId, entryKey: subjectId, sourceRef: `${scan.id}:${subjectId}` })),
  })
}

function countOf({ refused }: EntryResult): Record<string, number> {
  return Object.fromEntries(Object.entries(Object.groupBy(refused, ({ code }) => code)).map(([code, some]) => [code, some.length]))
}
