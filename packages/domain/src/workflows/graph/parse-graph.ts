import { Graph } from '@mas/contracts/workflows'
import { flatIssues } from './shape-issues.ts'

export interface ShapeIssue {
  readonly path: string
  readonly message: string
}

/** Reads what a canvas sent. Only its shape is judged here; what the graph means is judged by `compileGraph`. */
export function parseGraph(sent: unknown): { graph: Graph } | { issues: ShapeIssue[] } {
  const plain = plainJson(sent)
  const parsed = Graph.safeParse(sent)
  if (parsed.success && plain.length === 0) return { graph: parsed.data }
  const shape = parsed.success ? [] : flatIssues(parsed.error.issues).map(({ path, message }) => ({ path: pointer(path), message }))
  const places = new Set(plain.map(({ path }) => path))
  return { issues: [...plain, ...shape.filter(({ path }) => !places.has(path))].slice(0, mostTold) }
}
const mostTold = 50

/** What neither JSON nor the database can keep, and nesting that would exhaust whoever walks it, is found without recursion. */
function plainJson(sent: unknown): ShapeIssue[] {
  const issues: ShapeIssue[] = []
  const open: { value: unknown; path: string; depth: number }[] = [{ value: sent, path: '', depth: 0 }]
  for (let at = open.pop(); at !== undefined && issues.length < mostTold; at = open.pop()) {
    const { value, path, depth } = at
    if (depth > deepest) {
      // The first steps of the way say which node it is.
      issues.push({ path: path.split('/').slice(0, 6).join('/'), message: `nested deeper than ${deepest}` })
      continue
    }
    const wrong = wrongLeaf(value)
    if (wrong !== undefined) issues.push({ path, message: wrong })
    if (wrong !== undefined || typeof value !== 'object' || value === null) continue
    for (const [key, member] of Object.entries(value)) {
      if (!storable(key)) issues.push({ path, message: 'a name holds characters that cannot be stored' })
      else if (key === '__proto__') issues.push({ path, message: 'a name is reserved' })
      else open.push({ value: member, path: `${path}/${key}`, depth: depth + 1 })
    }
  }
  return issues
}
const deepest = 40

function wrongLeaf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return storable(value) ? undefined : 'a text holds characters that cannot be stored'
    case 'number':
      return Number.isFinite(value) ? undefined : 'not a JSON number'
    case 'boolean':
    case 'undefined':
      return undefined
    case 'object': {
      if (value === null || Array.isArray(value)) return undefined
      const prototype: unknown = Object.getPrototypeOf(value)
      return prototype === Object.prototype || prototype === null ? undefined : 'not plain JSON'
    }
    default:
      return 'not plain JSON'
  }
}

function storable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part)}`).join('')
}
