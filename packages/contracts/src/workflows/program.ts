import { z } from 'zod'
import { NodeId } from './graph.ts'
import {
  AiCallData,
  AssignData,
  BranchData,
  CallWebhookData,
  ExitData,
  GoalData,
  SendData,
  SplitData,
  SubWorkflowData,
  TagData,
  TaskData,
  TriggerData,
  UpdateFieldData,
  WaitDurationData,
  WaitEventData,
  WaitUntilData,
  WaitWindowData,
} from './node-data.ts'
import { SubjectType } from './vocabulary.ts'

/** The settings of every type of node there can be. */
export const nodeData = {
  trigger: TriggerData,
  'wait-duration': WaitDurationData,
  'wait-until': WaitUntilData,
  'wait-window': WaitWindowData,
  'wait-event': WaitEventData,
  'send-email': SendData,
  'send-whatsapp': SendData,
  'send-sms': SendData,
  'ai-call': AiCallData,
  branch: BranchData,
  split: SplitData,
  'update-field': UpdateFieldData,
  tag: TagData,
  assign: AssignData,
  task: TaskData,
  'call-webhook': CallWebhookData,
  'sub-workflow': SubWorkflowData,
  goal: GoalData,
  exit: ExitData,
} as const
export type NodeType = keyof typeof nodeData
export const NodeType = z.enum(namesOf(nodeData))

/** The keys of the table above, which is what `NodeType` is. */
function namesOf<T extends object>(table: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]
}
export type NodeDataOf<T extends NodeType> = z.infer<(typeof nodeData)[T]>

const Next = z.record(z.string(), NodeId)
const nodeOf = <T extends NodeType>(type: T) => z.object({ type: z.literal(type), data: nodeData[type], next: Next })

/** One node of a program: its settings, and the node behind each wired output. */
export const ProgramNode = z.discriminatedUnion('type', [
  nodeOf('trigger'),
  nodeOf('wait-duration'),
  nodeOf('wait-until'),
  nodeOf('wait-window'),
  nodeOf('wait-event'),
  nodeOf('send-email'),
  nodeOf('send-whatsapp'),
  nodeOf('send-sms'),
  nodeOf('ai-call'),
  nodeOf('branch'),
  nodeOf('split'),
  nodeOf('update-field'),
  nodeOf('tag'),
  nodeOf('assign'),
  nodeOf('task'),
  nodeOf('call-webhook'),
  nodeOf('sub-workflow'),
  nodeOf('goal'),
  nodeOf('exit'),
])
export type ProgramNode = z.infer<typeof ProgramNode>
export type NodeOf<T extends NodeType> = Extract<ProgramNode, { type: T }>

/** What publishing makes of a graph. Stored programs of every release must parse for ever: fields are added, with defaults. */
export const Program = z.object({ schema: z.literal(1), subject: SubjectType, nodes: z.record(NodeId, ProgramNode) })
export type Program = z.infer<typeof Program>
