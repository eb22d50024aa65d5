import { fileURLToPath } from 'node:url'
import type { Node, VisitorObject } from 'oxc-parser'

export interface Context {
  readonly filename: string
  readonly sourceCode: {
    getCommentsBefore(node: Node): readonly unknown[]
    getCommentsInside(node: Node): readonly unknown[]
    readonly text: string
  }
  report(problem: { readonly node: Node; readonly message: string }): void
}
/** One rule of ours: what it looks at in a file; `{}` when the file is none of its business. */
export interface Rule {
  create(context: Context): VisitorObject
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Where a file stands in the project: `packages/domain/src/leads/capture-lead.ts`. Fixtures of the rules stand where
 * the folders below their `pass` or `fail` folder say; theirs are called `.as-test.ts`, or they would be run as tests.
 */
export function placeOf({ filename }: Context): string {
  const inProject = filename.startsWith(root) ? filename.slice(root.length) : filename
  return inProject.replace(/^tooling\/lint\/fixtures\/[^/]+\/(pass|fail)\//, '').replace(/\.as-test\.ts$/, '.test.ts')
}

/** True when a comment stands alone on the line above the one where `node` begins. */
export function hasCommentAbove({ sourceCode: { text } }: Context, node: Node): boolean {
  const lineStart = text.lastIndexOf('\n', node.start - 1) + 1
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1))
  return /^\s*(\/\/|\/\*|\*)/.test(above)
}

/** Every node below `node`, itself included. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesIn(child)
  }
}

export function parentOf(node: Node): Node | undefined {
  const parent: unknown = Reflect.get(node, 'parent')
  return isNode(parent) ? parent : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
