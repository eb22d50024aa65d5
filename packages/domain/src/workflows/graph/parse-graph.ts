import { Graph } from '@mas/contracts/workflows'

export interface ShapeIssue {
  readonly path: string
  readonly message: string
}

/** Reads what a canvas sent. Only its shape is judged here; what the graph means is judged by `compileGraph`. */
export function parseGraph(sent: unknown): { graph: Graph } | { issues: ShapeIssue[] } {
  const plain = plainJson(sent)
  if (plain !== undefined) return { issues: [plain] }
  const parsed = Graph.safeParse(sent)
  if (parsed.success) return { graph: parsed.data }
  return { issues: parsed.error.issues.slice(0, 50).map(({ path, message }) => ({ path: pointer(path), message })) }
}

/** What neither JSON nor the database can keep, and nesting that would exhaust whoever walks it, is found without recursion. */
function plainJson(sent: unknown): ShapeIssue | undefined {
  const open: { value: unknown; path: string; depth: number }[] = [{ value: sent, path: '', depth: 0 }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, path, depth } = at
    if (depth > deepest) return { path: '', message: `nested deeper than ${deepest}` }
    const wrong = wrongLeaf(value)
    if (wrong !== undefined) return { path, message: wrong }
    if (typeof value !== 'object' || value === null) continue
    for (const [key, member] of Object.entries(value)) {
      if (!storable(key)) return { path, message: 'a name holds characters that cannot be stored' }
      if (key === '__proto__') return { path, message: 'a name is reserved' }
      open.push({ value: member, path: `${path}/${key}`, depth: depth + 1 })
    }
  }
  return undefined
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
