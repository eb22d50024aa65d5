import { SubjectType, type Program } from '@mas/contracts/workflows'
import type { WorkflowRow } from '@mas/db/workflows'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { graphOf } from '../authoring/draft.ts'
import { requireVersion } from '../authoring/find-workflow.ts'
import { judge, told } from '../authoring/judge.ts'

/** The program of a version, or of the draft where that could be published. */
export async function programAt(ctx: Ctx | TxCtx, row: WorkflowRow, n: number | undefined): Promise<Program> {
  if (n !== undefined) return (await requireVersion(ctx, row.id, n)).parsed
  const compiled = await judge(ctx, graphOf(row.draft, row.draft_layout), SubjectType.parse(row.subject_type), row.id)
  if (compiled.program === undefined) throw fail('workflows.graph-invalid', told(compiled))
  return compiled.program
}
