import { poolTransferred, LeadFilter } from '@mas/contracts/leads'
import {
  filterParts,
  lockTransfer,
  moveNext,
  nextToStage,
  restoreNext,
  setTransfer,
  stageLeads,
  type TransferRow,
  type TransferStep,
} from '@mas/db/leads'
import { emitMany, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { journal } from '../journal.ts'

/** Leads per step, and at most per event. */
const atOnce = 500
const stagedAtOnce = 5_000

/** Works a transfer to its end, one committed step after the other. */
export async function workTransfer(ctx: Ctx, transferId: string): Promise<void> {
  while (
    await inTx(ctx, async (t) => {
      const row = await lockTransfer(t.tx, transferId)
      return row !== undefined && step(t, row)
    })
  );
}

/** One step; false when nothing is left to do. */
async function step(t: TxCtx, row: TransferRow): Promise<boolean> {
  if (row.state === 'staging') return stage(t, row)
  if (row.state !== 'applying' && row.state !== 'undoing') return false
  const undone = row.state === 'undoing'
  const now = t.clock.now()
  const steps = await (undone ? restoreNext : moveNext)(t.tx, row.id, row.to_head_id, now, atOnce)
  if (steps.length === 0) {
    await setTransfer(t.tx, row.id, { state: undone ? 'undone' : 'applied', finishedAt: now })
    return false
  }
  await tell(
    t,
    row,
    steps.filter(({ changed }) => changed),
    undone,
  )
  return true
}

async function stage(t: TxCtx, row: TransferRow): Promise<boolean> {
  const looked = await nextToStage(t.tx, filterParts(LeadFilter.parse(row.filter), row.requested_at), row.place, stagedAtOnce)
  const wanted = looked.filter((one) => one.wanted).map(({ id }) => id)
  if (wanted.length > 0) await stageLeads(t.tx, row.id, wanted)
  const last = looked.at(-1)
  await setTransfer(t.tx, row.id, { state: looked.length < stagedAtOnce ? 'applying' : 'staging', place: last?.id ?? row.place })
  return true
}

async function tell(t: TxCtx, row: TransferRow, moved: readonly TransferStep[], undone: boolean): Promise<void> {
  await journal(
    t,
    moved.map((one) => ({
      leadId: one.lead_id,
      kind: 'transferred' as const,
      sourceRef: `${undone ? 'undo-' : ''}transfer:${row.id}:${one.lead_id}`,
      data: { transferId: row.id, from: one.from_head_id, to: one.to_head_id, undone },
    })),
  )
  const groups = Map.groupBy(moved, (one) => `${one.from_head_id} ${one.to_head_id}`)
  await emitMany(
    t,
    poolTransferred,
    [...groups.values()].map((group) => {
      const [from, to] = [group[0]?.from_head_id ?? null, group[0]?.to_head_id ?? null]
      return {
        transferId: row.id,
        leadIds: group.map(({ lead_id }) => lead_id),
        ...(from !== null && { fromHeadId: from }),
        ...(to !== null && { toHeadId: to }),
        keepAssignees: row.keep_assignees,
        undone,
      }
    }),
  )
}
