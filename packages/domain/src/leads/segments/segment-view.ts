import type { z } from 'zod'
import { Condition } from '@mas/contracts/core'
import type { Segment } from '@mas/contracts/leads'
import { compileCondition, findSegmentRow, type ConditionSql, type SegmentRow } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { instantOf } from '../lead-view.ts'
import { reachOf } from '../reach.ts'

export function segmentOf(row: SegmentRow): z.input<typeof Segment> {
  return {
    id: row.id,
    name: row.name,
    ownerId: row.owner_id,
    shared: row.shared,
    condition: Condition.parse(row.condition),
    version: row.version,
    updatedAt: instantOf(row.updated_at),
  }
}

/** Whose segments the caller sees besides shared ones, and changes; undefined: everybody's. */
export function segmentsOf(ctx: Ctx | TxCtx): string | undefined {
  const reach = reachOf(ctx)
  return reach.all ? undefined : reach.userId
}

/** Part (query): a segment as machines need it; undefined where there is none (any more). */
export async function segmentById(
  ctx: Ctx | TxCtx,
  id: string,
): Promise<{ id: string; name: string; version: number; condition: Condition } | undefined> {
  const row = await findSegmentRow('tx' in ctx ? ctx.tx : ctx.db, id, undefined)
  return row && { id: row.id, name: row.name, version: row.version, condition: Condition.parse(row.condition) }
}

/** The segment, if the caller sees it. */
export async function findVisible(ctx: Ctx, segmentId: string): Promise<SegmentRow> {
  const found = await findSegmentRow(ctx.db, segmentId, segmentsOf(ctx))
  if (found === undefined) throw fail('leads.segment-not-found')
  return found
}

export function compiled(row: Pick<SegmentRow, 'condition'>, now: Date): ConditionSql {
  return compileCondition(Condition.parse(row.condition), now)
}
