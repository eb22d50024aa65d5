import type { Program } from '@mas/contracts/workflows'
import { findVersion, findWorkflow, lockWorkflow, type ProgramRow, type WorkflowRow } from '@mas/db/workflows'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { loadProgram } from '../engine/load-program.ts'

export async function requireWorkflow(ctx: Ctx | TxCtx, id: string): Promise<WorkflowRow> {
  const found = await findWorkflow('tx' in ctx ? ctx.tx : ctx.db, id)
  if (found === undefined) throw fail('workflows.not-found')
  return found
}

/** Locked against every other change; archived ones are closed for good. */
export async function lockOpen(t: TxCtx, id: string): Promise<WorkflowRow> {
  const found = await lockWorkflow(t.tx, id)
  if (found === undefined) throw fail('workflows.not-found')
  if (found.status === 'archived') throw fail('workflows.archived')
  return found
}

export async function requireVersion(ctx: Ctx | TxCtx, workflowId: string, n: number): Promise<ProgramRow & { parsed: Program }> {
  const found = await findVersion('tx' in ctx ? ctx.tx : ctx.db, workflowId, n)
  if (found === undefined) throw fail('workflows.version-not-found')
  return { ...found, parsed: loadProgram(found.program).program }
}
