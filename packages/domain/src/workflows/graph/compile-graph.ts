import {
  limits,
  nodeData,
  type Graph,
  type GraphNode,
  type Issue,
  type IssueCode,
  type Layout,
  type NodeType,
  Program,
  ProgramNode,
  type SubjectType,
} from '@mas/contracts/workflows'
import { checkCycles } from './check-cycles.ts'
import { checkEdges } from './check-edges.ts'
import { checkFields } from './check-fields.ts'
import { checkNode } from './check-node.ts'
import { checkReach } from './check-reach.ts'
import { checkSecrets } from './check-secrets.ts'
import { pointer } from './parse-graph.ts'
import { flatIssues } from './shape-issues.ts'
import type { Installation } from './installation.ts'
import { warningsOf } from './warnings.ts'

export interface Compiled {
  readonly issues: Issue[]
  readonly warnings: Issue[]
  /** Only where there is no issue. */
  readonly program?: Program
  readonly layout: Layout
}
/** Notes one problem. */
export type Report = (code: IssueCode, detail: string, where?: { nodeId?: string; path?: string }) => void

/** A drawn node whose settings could be read. */
export interface ReadNode {
  readonly id: string
  readonly node: ProgramNode
}
/** A graph half way to a program: what could be read of it. */
export interface Reading {
  readonly graph: Graph
  readonly subject: SubjectType
  /** The workflow being compiled, for sub-workflows that lead back to it. */
  readonly workflowId?: string | undefined
  /** By id; settings that could not be read are absent, their node is in `graph` all the same. */
  readonly nodes: ReadonlyMap<string, ProgramNode>
  readonly installation: Installation
}

/** Makes a program of a graph, or names everything that is wrong with it, all at once. */
export function compileGraph(graph: Graph, subject: SubjectType, installation: Installation, workflowId?: string): Compiled {
  const issues: Issue[] = []
  const report: Report = (code, detail, where = {}) => {
    issues.push({ code, ...where, detail })
  }
  if (Buffer.byteLength(JSON.stringify(graph)) > limits.graphBytes) report('too-large', `more than ${limits.graphBytes} bytes`)
  if (graph.nodes.length > limits.nodes) report('too-many-nodes', `${graph.nodes.length} nodes, at most ${limits.nodes}`)

  const nodes = new Map<string, ProgramNode>()
  for (const drawn of graph.nodes) {
    const node = readNode(drawn, subject, installation, report)
    if (node !== undefined && !nodes.has(drawn.id)) nodes.set(drawn.id, node)
  }
  const reading: Reading = { graph, subject, workflowId, nodes: wired(graph, nodes), installation }
  checkEdges(reading, report)
  checkReach(reading, report)
  checkCycles(reading, report)
  for (const [id, node] of reading.nodes) checkNode(reading, { id, node }, report)
  checkFields(reading, report)
  checkSecrets(reading, report)

  const layout = layoutOf(graph)
  if (issues.length > 0) return { issues, warnings: warningsOf(reading), layout }
  const program = Program.parse({ schema: 1, subject, nodes: Object.fromEntries(reading.nodes) })
  return { issues, warnings: warningsOf(reading), program, layout }
}

/** The settings of a node as its type wants them, or nothing, with the reason reported. */
function readNode(drawn: GraphNode, subject: SubjectType, installation: Installation, report: Report): ProgramNode | undefined {
  const { id, type } = drawn
  const known = isNodeType(type)
  if (!known || !installation.hasNode(type, subject)) {
    report('node-unavailable', `${type} is not available${known ? ` for a ${subject}` : ''} here`, { nodeId: id })
    return undefined
  }
  const data = nodeData[type].safeParse(drawn.data)
  if (!data.success) {
    for (const { path, message } of flatIssues(data.error.issues)) report('wrong-type', message, { nodeId: id, path: pointer(path) })
    return undefined
  }
  return ProgramNode.parse({ type, data: data.data, next: {} })
}

export function isNodeType(type: string): type is NodeType {
  return Object.hasOwn(nodeData, type)
}

/** Puts the edges into the nodes they leave; of two at one output the first counts, the other is reported elsewhere. */
function wired(graph: Graph, nodes: ReadonlyMap<string, ProgramNode>): Map<string, ProgramNode> {
  const next = new Map<string, Map<string, string>>()
  const ids = new Set(graph.nodes.map(({ id }) => id))
  for (const { source, sourceHandle, target } of graph.edges) {
    if (!ids.has(target)) continue
    const outputs = next.get(source) ?? new Map<string, string>()
    const handle = sourceHandle ?? 'next'
    if (!outputs.has(handle)) outputs.set(handle, target)
    next.set(source, outputs)
  }
  return new Map([...nodes].map(([id, node]) => [id, { ...node, next: Object.fromEntries(next.get(id) ?? []) }]))
}

function layoutOf({ nodes, viewport }: Graph): Layout {
  return { positions: Object.fromEntries(nodes.map(({ id, position }) => [id, position])), ...(viewport !== undefined && { viewport }) }
}
