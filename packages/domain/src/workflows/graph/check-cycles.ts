import type { ProgramNode } from '@mas/contracts/workflows'
import type { Reading, Report } from './compile-graph.ts'
import { reachedFrom, targetsOf } from './check-reach.ts'

/**
 * Every cycle passes a wait of at least an hour, or a wait for an event or a task. So: whatever cycle is left when those nodes are
 * taken away may spin.
 */
export function checkCycles({ graph, nodes }: Reading, report: Report): void {
  const calm = new Set([...nodes].filter(([, node]) => breathes(node)).map(([id]) => id))
  const next = new Map(
    [...targetsOf(graph)].filter(([id]) => !calm.has(id)).map(([id, targets]) => [id, targets.filter((target) => !calm.has(target))]),
  )
  const told = new Set<string>()
  for (const { id } of graph.nodes) {
    if (told.has(id) || calm.has(id)) continue
    const behind = reachedFrom(next.get(id) ?? [], next)
    if (!behind.has(id)) continue
    const together = [id, ...[...behind].filter((other) => other !== id && reachedFrom(next.get(other) ?? [], next).has(id))]
    for (const one of together) told.add(one)
    report('cycle-without-wait', `${together.join(' -> ')} -> ${id} has no wait of at least an hour`, { nodeId: id })
  }
}

function breathes(node: ProgramNode): boolean {
  if (node.type === 'wait-event' || node.type === 'task') return true
  if (node.type !== 'wait-duration') return false
  return node.data.unit === 'minutes' ? node.data.amount >= 60 : true
}
