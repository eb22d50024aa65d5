import type { Node } from 'oxc-parser'
import { placeOf, type Context, type Rule } from './rule.ts'

export interface Import {
  /** As written: `drizzle-orm/pg-core`, `../leads/index.ts`. */
  readonly from: string
  /** Vanishes at run time (`import type`, `export type`, `import('x').T`). */
  readonly typeOnly: boolean
}

/** A rule about where something may be imported: answers the complaint, or undefined where the import is fine. */
export function importRule(complaint: (place: string, imported: Import) => string | undefined): Rule {
  return {
    create: (context) => {
      const place = placeOf(context)
      const look = (node: Node, source: Node | null | undefined, typeOnly: boolean) => report(context, node, source, typeOnly)
      function report(to: Context, node: Node, source: Node | null | undefined, typeOnly: boolean) {
        if (source?.type !== 'Literal' || typeof source.value !== 'string') return
        const message = complaint(place, { from: source.value, typeOnly })
        if (message !== undefined) to.report({ node, message })
      }
      return {
        ImportDeclaration: (node) => look(node, node.source, node.importKind === 'type'),
        ExportNamedDeclaration: (node) => look(node, node.source, node.exportKind === 'type'),
        ExportAllDeclaration: (node) => look(node, node.source, node.exportKind === 'type'),
        ImportExpression: (node) => look(node, node.source, false),
        TSImportType: (node) => look(node, node.source, true),
      }
    },
  }
}

/** True for the package itself and each of its sub-paths. */
export function isFrom(from: string, ...packages: readonly string[]): boolean {
  return packages.some((name) => from === name || from.startsWith(`${name}/`))
}
