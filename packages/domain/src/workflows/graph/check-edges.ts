import { nodeDefinitions } from '../nodes/index.ts'
import type { Handles } from '../nodes/definition.ts'
import type { ProgramNode } from '@mas/contracts/workflows'
import type { Reading, Report } from './compile-graph.ts'

/** Ends, outputs and triggers. */
export function checkEdges({ graph, nodes }: Reading, report: Report): void {
  const types = new Map(graph.nodes.map(({ id, type }) => [id, type]))
  const names = new Set<string>()
  for (const { id } of graph.nodes) {
    if (names.has(id)) report('double-edge', `two nodes are called ${id}`, { nodeId: id })
    names.add(id)
  }
  const taken = new Set<string>()
  for (const { id, source, sourceHandle, target } of graph.edges) {
    const handle = sourceHandle ?? 'next'
    if (!types.has(source) || !types.has(target)) {
      report('dangling-edge', `edge ${id}: ${types.has(source) ? target : source} is no node`, types.has(source) ? { nodeId: source } : {})
      continue
    }
    if (types.get(target) === 'trigger') report('edge-into-trigger', `edge ${id} leads into the trigger`, { nodeId: target })
    const output = `${source}\u0000${handle}`
    if (taken.has(output)) report('double-edge', `edge ${id}: ${handle} leads somewhere already`, { nodeId: source, path: `/${handle}` })
    taken.add(output)
    const node = nodes.get(source)
    if (node !== undefined && !offers(handlesOf(node), handle))
      report('unknown-handle', `edge ${id}: ${node.type} has no output ${handle}`, { nodeId: source, path: `/${handle}` })
  }
  for (const [id, node] of nodes)
    for (const handle of handlesOf(node).required)
      if (!taken.has(`${id}\u0000${handle}`))
        report('missing-handle', `the output ${handle} leads nowhere`, { nodeId: id, path: `/${handle}` })

  const triggers = graph.nodes.filter(({ type }) => type === 'trigger')
  if (triggers.length === 0) report('no-trigger', 'a graph needs a trigger')
  for (const { id } of triggers.slice(1)) report('second-trigger', 'one trigger node holds up to five triggers', { nodeId: id })
}

function offers({ required, optional }: Handles, handle: string): boolean {
  return required.includes(handle) || (optional?.includes(handle) ?? false)
}

/** Outputs of a node. The table pairs each type with its own definition, which takes that type's settings. */
export function handlesOf(node: ProgramNode): Handles {
  const of: (data: never) => Handles = nodeDefinitions[node.type].handles
  return of(dataOf(node))
}

/** Of the pair (type, settings) the type was looked up in the table a line above, so the settings are what its definition takes. */
function dataOf(node: ProgramNode): never {
  return node.data as never
}
