import { nodeAt, behind } from '../engine/load-program.ts'
import { Progress } from '../engine/progress.ts'
import type { Advanced, AdvanceInput } from '../engine/state.ts'
import type { Program } from '@mas/contracts/workflows'
import { nodeDefinitions } from '../nodes/index.ts'

/** Leaves wherever the run stands and enters a node anew: a new epoch, so its hand-over is a new one. */
export function rerun(input: AdvanceInput, nodeId: string): Advanced {
  const progress = new Progress(input)
  const here = nodeAt(input.program.program, input.cursor.nodeId)
  if (here !== undefined) progress.leave(here, { kind: 'leave', handle: 'interrupted', trace: { rerunFrom: nodeId } })
  return progress.enter(nodeId, input.now) ?? progress.more()
}

/** Steps behind a node (itself included) that reach out. */
export function effectsBehind(program: Program, nodeId: string): string[] {
  const seen = new Set([nodeId])
  for (const id of seen) {
    const node = nodeAt(program, id)
    for (const handle of Object.keys(node?.next ?? {})) {
      const target = node === undefined ? undefined : behind(node, handle)
      if (target !== undefined) seen.add(target)
    }
  }
  return [...seen].filter((id) => {
    const type = nodeAt(program, id)?.type
    return type !== undefined && nodeDefinitions[type].class === 'effect'
  })
}
