import type { ProgramNode } from '@mas/contracts/workflows'
import type { Reading, Report } from './compile-graph.ts'
import { targetsOf } from './check-reach.ts'

/**
 * Every cycle passes a wait of at least an hour, or a wait for an event or a task. So: whatever cycle is left when those nodes are
 * taken away may spin.
 */
export function checkCycles({ graph, nodes }: Reading, report: Report): void {
  const calm = new Set([...nodes].filter(([, node]) => breathes(node)).map(([id]) => id))
  // Ends that are no node are told elsewhere and lead nowhere.
  const restless = new Set(graph.nodes.map(({ id }) => id).filter((id) => !calm.has(id)))
  const next = new Map(
    [...targetsOf(graph)].filter(([id]) => restless.has(id)).map(([id, targets]) => [id, targets.filter((target) => restless.has(target))]),
  )
  for (const together of knots([...restless], next)) {
    const [first = ''] = together
    if (together.length === 1 && next.get(first)?.includes(first) !== true) continue
    const named = together.length > mostNamed ? `${together.slice(0, mostNamed).join(' -> ')} -> …` : together.join(' -> ')
    report('cycle-without-wait', `${named} -> ${first} has no wait of at least an hour`, { nodeId: first })
  }
}
const mostNamed = 20

/** Nodes that lead to each other, once through the edges and once back: a graph of thousands of nodes keeps nobody waiting. */
function knots(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[][] {
  const left = byLeaving(ids, next)
  const back = new Map<string, string[]>()
  for (const [source, targets] of next)
    for (const target of targets) {
      const sources = back.get(target) ?? []
      sources.push(source)
      back.set(target, sources)
    }
  const place = new Map(ids.map((id, index) => [id, index]))
  const taken = new Set<string>()
  return left.toReversed().flatMap((id) => {
    if (taken.has(id)) return []
    const knot = new Set([id])
    taken.add(id)
    for (const one of knot)
      for (const before of back.get(one) ?? [])
        if (!taken.has(before)) {
          taken.add(before)
          knot.add(before) // a set may grow while it is walked
        }
    return [[...knot].toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))]
  })
}

/** In the order in which a walk into the depth leaves them for good. */
function byLeaving(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[] {
  const left: string[] = []
  const seen = new Set<string>()
  for (const start of ids) {
    if (seen.has(start)) continue
    seen.add(start)
    const way = [{ id: start, targets: (next.get(start) ?? []).values() }]
    for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
      const { value: target } = at.targets.next()
      if (target === undefined) {
        left.push(at.id)
        way.pop()
      } else if (!seen.has(target)) {
        seen.add(target)
        way.push({ id: target, targets: (next.get(target) ?? []).values() })
      }
    }
  }
  return left
}

function breathes(node: ProgramNode): boolean {
  if (node.type === 'wait-event' || node.type === 'task') return true
  if (node.type !== 'wait-duration') return false
  return node.data.unit === 'minutes' ? node.data.amount >= 60 : true
}
