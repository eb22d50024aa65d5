import { findSegmentRow } from '@mas/db/leads'
import type { Ctx, TxCtx } from '@mas/kernel'

/** Part (query): whether there is such a segment, whoever may see it; a retired one is none. */
export async function segmentExists(ctx: Ctx | TxCtx, segmentId: string): Promise<boolean> {
  return (await findSegmentRow('tx' in ctx ? ctx.tx : ctx.db, segmentId, undefined)) !== undefined
}
