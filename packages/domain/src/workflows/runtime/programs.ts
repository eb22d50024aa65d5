import { findProgram } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { loadProgram } from '../engine/load-program.ts'
import type { LoadedProgram } from '../engine/state.ts'

const kept = new Map<string, LoadedProgram>()
const most = 500

/** The program of a version. Versions never change, so a process reads each of them once. */
export async function programOf(ctx: Ctx | TxCtx, workflowId: string, n: number): Promise<LoadedProgram> {
  const key = `${workflowId}:${n}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const found = await findProgram('tx' in ctx ? ctx.tx : ctx.db, workflowId, n)
  if (found === undefined) throw new Error(`version ${n} of workflow ${workflowId} is gone`)
  const loaded = loadProgram(found.program)
  if (kept.size >= most) kept.clear()
  kept.set(key, loaded)
  return loaded
}
