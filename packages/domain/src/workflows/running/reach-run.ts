import { findRun, lockCursors, type ClaimedRow, type RunRow } from '@mas/db/workflows'
import { AppError, fail, type Ctx, type TxCtx } from '@mas/kernel'
import { authorizeLead } from '../../leads/index.ts'

/** The run, if the caller of the verb at work reaches whom it is about; anybody else's is not there. */
export async function reachRun(ctx: Ctx | TxCtx, runId: string): Promise<RunRow> {
  const run = await findRun('tx' in ctx ? ctx.tx : ctx.db, runId)
  if (run === undefined || !(await reaches(ctx, run.subject_type, run.subject_id))) throw fail('workflows.run-not-found')
  return run
}

/** Whether the caller reaches a person: those with a grant over all reach everybody, salespeople the leads of theirs. */
export async function reaches(ctx: Ctx | TxCtx, type: string, subjectId: string): Promise<boolean> {
  if (ctx.grant?.includes('all') === true) return true
  if (type !== 'lead') return false
  try {
    await authorizeLead(ctx, subjectId)
    return true
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.code === 'leads.not-found' || thrown.code === 'leads.merged')) return false
    throw thrown
  }
}

/** The run with its cursor, held until the caller commits; refused when it is over. */
export async function holdRow(t: TxCtx, runId: string): Promise<{ run: RunRow; row: ClaimedRow }> {
  await reachRun(t, runId)
  const [row] = await lockCursors(t.tx, [runId])
  if (row === undefined) throw fail('workflows.run-finished')
  // Read again behind the lock: what it was before may have changed while we waited.
  return { run: await reachRun(t, runId), row }
}

/** A change by hand, for the audit log: what was done to which run, and why. */
export const runFact = (verb: `workflows.${string}`, runId: string, before: object, after: object, reason: string) => ({
  action: verb,
  subject: { type: 'workflow-run', id: runId },
  before: { ...before },
  after: { ...after },
  reason,
})
