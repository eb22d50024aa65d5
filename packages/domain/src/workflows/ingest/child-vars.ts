import { addVars, findEffect, findRunPlace } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { nodeAt } from '../engine/load-program.ts'
import { programOf } from '../runtime/programs.ts'

const Left = z.object({ vars: z.record(z.string(), z.json()) })

/** Variables of a finished sub-workflow that its step maps to the run above. The caller holds that run's cursor. */
export async function takeChildVars(t: TxCtx, origin: { runId: string; nodeId: string; epoch: number }): Promise<void> {
  const run = await findRunPlace(t.tx, origin.runId)
  if (run === undefined) return
  const node = nodeAt((await programOf(t, run.workflow_id, run.version_n)).program, origin.nodeId)
  if (node?.type !== 'sub-workflow') return
  const left = Left.safeParse((await findEffect(t.tx, origin.runId, origin.nodeId, origin.epoch))?.response)
  if (!left.success) return
  const { vars } = left.data
  const taken = Object.entries(node.data.output).flatMap(([here, there]) =>
    Object.hasOwn(vars, there) ? [[here, vars[there]] as const] : [],
  )
  if (taken.length > 0) await addVars(t.tx, origin, Object.fromEntries(taken))
}
