import type { Graph } from '@mas/contracts/workflows'
import { nodeDefinitions } from '../nodes/index.ts'
import type { Reading, Report } from './compile-graph.ts'

/** Every node lies on a path from the trigger, but goals and exits with an occasion; behind a holdout nothing reaches out. */
export function checkReach({ graph, nodes }: Reading, report: Report): void {
  const next = targetsOf(graph)
  const triggers = graph.nodes.filter(({ type }) => type === 'trigger').map(({ id }) => id)
  const reached = reachedFrom(triggers, next)
  for (const { id, type } of graph.nodes) {
    const node = nodes.get(id)
    const needsNoEdge = type === 'goal' || (node?.type === 'exit' && node.data.when !== undefined)
    if (triggers.length > 0 && !reached.has(id) && !needsNoEdge) report('unreachable', 'no path leads here', { nodeId: id })
  }
  for (const [id, node] of nodes) {
    const behind = node.type === 'split' && Object.hasOwn(node.next, 'holdout') ? node.next.holdout : undefined
    if (behind === undefined) continue
    for (const at of reachedFrom([behind], next)) {
      const found = nodes.get(at)
      if (found !== undefined && nodeDefinitions[found.type].class === 'effect')
        report('holdout-sends', `the ${found.type} ${at} lies behind the holdout of ${id}`, { nodeId: at })
    }
  }
}

export function targetsOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, string[]>()
  for (const { source, target } of graph.edges) {
    const targets = next.get(source)
    if (targets === undefined) next.set(source, [target])
    else targets.push(target)
  }
  return next
}

export function reachedFrom(start: readonly string[], next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(start)
  for (const id of reached) for (const target of next.get(id) ?? []) reached.add(target) // a set may grow while it is walked
  return reached
}
