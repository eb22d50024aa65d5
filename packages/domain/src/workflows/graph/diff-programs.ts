import type { Program } from '@mas/contracts/workflows'
import { canonicalJson } from '../../audit/index.ts'

export interface NodeChange {
  readonly nodeId: string
  readonly type: string
  /** Of a changed node: which of its type, settings and outputs differ, as places in it. */
  readonly paths: string[]
}
export interface ProgramDiff {
  readonly added: NodeChange[]
  readonly removed: NodeChange[]
  readonly changed: NodeChange[]
}

/** What a newer program does differently, node by node. */
export function diffPrograms(from: Program, to: Program): ProgramDiff {
  const before = new Map(Object.entries(from.nodes))
  const after = new Map(Object.entries(to.nodes))
  const only = (here: typeof before, there: typeof before) =>
    [...here].filter(([id]) => !there.has(id)).map(([nodeId, { type }]) => ({ nodeId, type, paths: [] }))
  const changed = [...after].flatMap(([nodeId, node]) => {
    const old = before.get(nodeId)
    const paths = old === undefined ? [] : differences(old, node, '')
    return paths.length > 0 ? [{ nodeId, type: node.type, paths }] : []
  })
  return { added: byId(only(after, before)), removed: byId(only(before, after)), changed: byId(changed) }
}

function byId(changes: NodeChange[]): NodeChange[] {
  return changes.toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
}

/** The smallest places that differ. */
function differences(a: unknown, b: unknown, path: string): string[] {
  if (!isMap(a) || !isMap(b)) return canonicalJson(a ?? null) === canonicalJson(b ?? null) ? [] : [path]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted().flatMap((key) => differences(a[key], b[key], `${path}/${key}`))
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
