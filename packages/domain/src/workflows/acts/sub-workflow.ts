import { limits } from '@mas/contracts/workflows'
import { findRunDepth } from '@mas/db/workflows'
import { enqueue } from '@mas/kernel'
import type { ActRun } from '../engine/settlement.ts'
import { storedBytes } from '../engine/trace.ts'
import { addLength } from '../engine/wall-clock.ts'
import { workflowsJobs } from '../jobs.ts'
import { valuesOf } from './values.ts'

/** Starts another journey of the same person through a job, so that nobody waits for a cursor while holding one. */
export const subWorkflow: ActRun<'sub-workflow'> = async (t, order) => {
  const { input, node, key, origin } = order
  const { workflowId, mode, input: given, timeout } = node.data
  const depth = await findRunDepth(t.tx, origin.runId)
  if (depth.depth >= limits.depth) return { kind: 'error', code: 'workflows.too-deep', errorKind: 'precondition' }
  const vars = valuesOf(input, given)
  if (storedBytes(vars) > limits.varsBytes / 2) return { kind: 'error', code: 'vars-too-large', errorKind: 'precondition' }
  await enqueue(t, workflowsJobs.enrolChunk, {
    workflowId,
    source: 'parent',
    entrants: [{ subjectId: input.run.subjectId, sourceRef: key }],
    parent: { ...origin, depth: depth.depth, detached: mode === 'detach' },
    causation: depth.causation + 1,
    vars,
  })
  const trace = { workflowId, mode }
  const effect = { kind: 'sub-workflow', targetRef: null } as const
  if (mode === 'detach') return { kind: 'leave', handle: 'finished', trace, handedOver: true, effect }
  return { kind: 'await', until: addLength(input.now, timeout, input.facts.zone), trace, effect }
}
