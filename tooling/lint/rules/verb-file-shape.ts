import type { CallExpression, Node } from 'oxc-parser'
import { isTest } from '../../test-files.ts'
import { parentOf, placeOf, type Rule } from '../rule.ts'

const makers: ReadonlySet<string> = new Set(['command', 'query', 'flow', 'watch'])

/** One verb a file, found by its name: `leads.capture-lead` is `captureLead` in `leads/capture-lead.ts`. */
export const verbFileShape: Rule = {
  create: (context) => {
    const place = placeOf(context)
    const where = /^packages\/domain\/src\/([^/]+)\/(?:.+\/)?([^/]+)\.ts$/.exec(place)
    if (where === null || isTest(place)) return {}
    const [, domain = '', file = ''] = where
    const imported = new Set<string>()
    const calls: CallExpression[] = []
    return {
      ImportDeclaration: (node) => {
        if (node.source.value !== '@mas/kernel') return
        for (const one of node.specifiers)
          if (one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && makers.has(one.imported.name))
            imported.add(one.local.name)
      },
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && imported.has(node.callee.name)) calls.push(node)
      },
      'Program:exit': () => {
        const [only, ...more] = calls
        if (only === undefined) return
        for (const extra of more) context.report({ node: extra, message: 'One verb a file.' })
        const name = exportedAs(only)
        if (name === undefined) context.report({ node: only, message: 'A verb is exported: `export const captureLead = command({ … })`.' })
        else if (kebab(name) !== file) context.report({ node: only, message: `The verb ${name} belongs into ${kebab(name)}.ts.` })
        const verb = verbOf(only)
        if (verb !== `${domain}.${file}`)
          context.report({ node: only, message: `\`verb\` must be written '${domain}.${file}': folder, dot, file.` })
      },
    }
  },
}

function exportedAs(call: Node): string | undefined {
  const declarator = parentOf(call)
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined
  const declaration = parentOf(declarator)
  return declaration !== undefined && parentOf(declaration)?.type === 'ExportNamedDeclaration' ? declarator.id.name : undefined
}

function verbOf(call: CallExpression): unknown {
  const [definition] = call.arguments
  if (definition?.type !== 'ObjectExpression') return undefined
  for (const member of definition.properties) {
    if (member.type !== 'Property' || member.key.type !== 'Identifier' || member.key.name !== 'verb') continue
    return member.value.type === 'Literal' ? member.value.value : undefined
  }
  return undefined
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
