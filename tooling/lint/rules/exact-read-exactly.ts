import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CallExpression, Node } from 'oxc-parser'
import { nodesIn, type Context, type Rule } from '../rule.ts'

/**
 * `exact` settings (limits, money, approvals) are read by `readExact` from their row, inside the transaction that
 * depends on them; from memory they may be a moment old. Looks at where the setting is declared, in this file or in the
 * one it is imported from.
 */
export const exactReadExactly: Rule = {
  create: (context) => {
    // Walking a whole file is dear, and nearly none reads settings.
    if (!/\breadSettings?\b/.test(context.sourceCode.text)) return {}
    return { Program: (program) => look(context, program) }
  },
}

function look(context: Context, program: Node): void {
  const reads = [...nodesIn(program)].filter(isCachedRead)
  if (reads.length === 0) return
  const imported = importsOf(program)
  for (const call of reads)
    for (const name of namesIn(call.arguments.slice(1))) {
      if (!isExact(context, imported, name.path)) continue
      const message = `\`${name.path.join('.')}\` is exact: read it with \`readExact\`, inside the transaction that depends on it.`
      context.report({ node: name.node, message })
    }
}

function isCachedRead(node: Node): node is CallExpression {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && /^readSettings?$/.test(node.callee.name)
}

/** Settings that a call names: `cap`, `limits.cap`, and the members of `{ cap, other: limits.cap }`. */
function namesIn(args: readonly Node[]): { node: Node; path: string[] }[] {
  return args.flatMap((arg) => {
    if (arg.type === 'ObjectExpression')
      return arg.properties.flatMap((member) => (member.type === 'Property' ? namesIn([member.value]) : namesIn([member.argument])))
    if (arg.type === 'Identifier') return [{ node: arg, path: [arg.name] }]
    if (arg.type === 'MemberExpression' && arg.object.type === 'Identifier' && arg.property.type === 'Identifier')
      return [{ node: arg, path: [arg.object.name, arg.property.name] }]
    return []
  })
}

function importsOf(program: Node): Map<string, { readonly from: string; readonly name: string }> {
  const found = new Map<string, { from: string; name: string }>()
  for (const node of nodesIn(program)) {
    if (node.type !== 'ImportDeclaration' || !node.source.value.startsWith('.')) continue
    for (const one of node.specifiers)
      if (one.type === 'ImportSpecifier' && one.imported.type === 'Identifier')
        found.set(one.local.name, { from: node.source.value, name: one.imported.name })
  }
  return found
}

function isExact(context: Context, imported: ReturnType<typeof importsOf>, [first = '', member]: readonly string[]): boolean {
  const source = imported.get(first)
  if (source === undefined) return declaresExact(context.sourceCode.text, first, member)
  const file = resolve(dirname(context.filename), source.from)
  return existsSync(file) && declaresExact(readFileSync(file, 'utf8'), source.name, member)
}

/** Whether `const name = defineSetting({ … exact: true … })`, or a member of an object of settings, says so. */
function declaresExact(text: string, name: string, member: string | undefined): boolean {
  const start = new RegExp(`\\bconst ${name}\\b[^=]*=`).exec(text)
  if (start === null) return false
  const body = balanced(text, start.index + start[0].length)
  if (member === undefined) return settingsIn(body).some(saysExact)
  const at = new RegExp(`\\b${member}\\s*:`).exec(body)
  return at !== null && saysExact(balanced(body, at.index + at[0].length))
}

/** Every `defineSetting(…)` in a text: a setting itself, or all of an object of settings. */
function settingsIn(text: string): string[] {
  return [...text.matchAll(/\bdefineSetting\b/g)].map(({ index }) => balanced(text, index))
}

function saysExact(text: string): boolean {
  return /\bexact\s*:\s*true\b/.test(text)
}

/** From a place to the end of the first pair of brackets that closes. */
function balanced(text: string, from: number): string {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char) && --depth <= 0) return text.slice(from, at + 1)
  }
  return text.slice(from)
}
