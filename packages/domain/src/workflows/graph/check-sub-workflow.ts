import { limits, type NodeOf } from '@mas/contracts/workflows'
import type { Here } from './check-node.ts'
import type { Reading } from './compile-graph.ts'

type Known = Pick<Reading, 'installation' | 'subject' | 'workflowId'>

/** A child exists, is about the same kind of subject, does not lead back here, and is not nested too deep. */
export function checkSubWorkflow({ installation, subject, workflowId }: Known, { data }: NodeOf<'sub-workflow'>, here: Here): void {
  const child = installation.child(data.workflowId)
  if (data.workflowId === workflowId) return here('subworkflow-cycle', '/workflowId', 'the workflow would start itself')
  if (child === undefined || child.subject !== subject) return here('subworkflow-unknown', '/workflowId', data.workflowId)

  // Level by level, so that a shared grandchild is walked once and a circle among the children ends the walk.
  const seen = new Set([data.workflowId])
  let level: readonly string[] = [data.workflowId]
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth + installation.above > limits.depth)
      return here('subworkflow-depth', '/workflowId', `more than ${limits.depth} workflows inside each other`)
    const below = [...new Set(level.flatMap((id) => installation.child(id)?.children ?? []))]
    if (workflowId !== undefined && below.includes(workflowId))
      return here('subworkflow-cycle', '/workflowId', `${data.workflowId} leads back to this workflow`)
    level = below.filter((id) => !seen.has(id))
    for (const id of level) seen.add(id)
  }
}
