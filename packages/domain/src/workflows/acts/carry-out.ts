import type { NodeOf, ProgramNode } from '@mas/contracts/workflows'
import type { TxCtx } from '@mas/kernel'
import { effectKey, type ActRegistry, type ActRun, type ActType, type Settlement } from '../engine/settlement.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { callWebhook } from './call-webhook.ts'
import { sendEmail } from './send-email.ts'
import { subWorkflow } from './sub-workflow.ts'
import { tag } from './tag.ts'
import { task } from './task.ts'
import { updateField } from './update-field.ts'

/** How each type of step is carried out. A type of another domain's future is not here, and cannot be published. */
export const acts: ActRegistry = {
  'send-email': sendEmail,
  'update-field': updateField,
  tag,
  task,
  'call-webhook': callWebhook,
  'sub-workflow': subWorkflow,
}

type ActNode = NodeOf<ActType>
export function isAct(node: ProgramNode): node is ActNode {
  return Object.hasOwn(acts, node.type)
}

/** As the workflow's run: verbs and parts it calls record and are bounded by that actor. */
export function carryOut(t: TxCtx, input: AdvanceInput, node: ActNode): Promise<Settlement> {
  const { runId } = input.run
  const { nodeId, epoch } = input.cursor
  const run = runFor(node.type)
  if (run === undefined) return Promise.resolve({ kind: 'error', code: 'node-unavailable', errorKind: 'precondition' })
  const asRun: TxCtx = { ...t, actor: { kind: 'workflow', runId } }
  return run(asRun, { input, node, key: effectKey(runId, nodeId, epoch), origin: { runId, nodeId, epoch } })
}

/** The registry pairs each type with its own node; the union of them takes the union of nodes. */
function runFor(type: ActType): ActRun<ActType> | undefined {
  return acts[type] as ActRun<ActType> | undefined
}
