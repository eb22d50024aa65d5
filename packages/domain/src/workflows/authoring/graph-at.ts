import type { Graph } from '@mas/contracts/workflows'
import type { WorkflowRow } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { drawnFrom, graphOf } from './draft.ts'
import { requireVersion } from './find-workflow.ts'

/** The graph of the draft, or of a published version. */
export async function graphAt(ctx: Ctx | TxCtx, row: WorkflowRow, at: number | 'draft'): Promise<Graph> {
  if (at === 'draft') return graphOf(row.draft, row.draft_layout)
  const version = await requireVersion(ctx, row.id, at)
  return drawnFrom(version.parsed, version.layout)
}
