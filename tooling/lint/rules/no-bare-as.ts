import type { Node, TSType } from 'oxc-parser'
import { hasCommentAbove, parentOf, type Context, type Rule } from '../rule.ts'

const message = 'A cast lives alone in a small named function (`return x as T`), with the reason it is safe in a comment above it.'

export const noBareAs: Rule = {
  create: (context) => {
    const look = (node: Node, type: TSType) => {
      if (!isConst(type) && !isInnerCast(node) && !isExplained(context, node)) context.report({ node, message })
    }
    return { TSAsExpression: (node) => look(node, node.typeAnnotation), TSTypeAssertion: (node) => look(node, node.typeAnnotation) }
  },
}

function isConst(type: TSType): boolean {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
}

/** `x as unknown as T` is one cast: the outer one answers for it. */
function isInnerCast(node: Node): boolean {
  return parentOf(node)?.type === 'TSAsExpression'
}

function isExplained(context: Context, cast: Node): boolean {
  const owner = functionOfOnly(cast)
  if (owner === undefined) return false
  return statementsUp(owner).some((node) => hasCommentAbove(context, node))
}

/** The function that does nothing but return this cast. */
function functionOfOnly(cast: Node): Node | undefined {
  let up = parentOf(cast)
  while (up?.type === 'ParenthesizedExpression') up = parentOf(up)
  if (up?.type === 'ArrowFunctionExpression') return up
  if (up?.type !== 'ReturnStatement') return undefined
  const block = parentOf(up)
  if (block?.type !== 'BlockStatement' || block.body.length !== 1) return undefined
  const owner = parentOf(block)
  return owner !== undefined && functions.has(owner.type) ? owner : undefined
}
const functions: ReadonlySet<string> = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** The function and what declares it: a comment may stand above any of them. */
function statementsUp(owner: Node): Node[] {
  const found = [owner]
  for (let node = parentOf(owner); node !== undefined && declaring.has(node.type); node = parentOf(node)) found.push(node)
  return found
}
const declaring: ReadonlySet<string> = new Set([
  'VariableDeclarator',
  'VariableDeclaration',
  'ExportNamedDeclaration',
  'Property',
  'MethodDefinition',
  'PropertyDefinition',
])
