import type { BlockStatement, Node } from 'oxc-parser'
import { hasCommentAbove, type Context, type Rule } from '../rule.ts'

const message = 'An error vanishes here. Handle it, or say in a comment on the spot why nobody needs to know.'

export const noSwallowedCatch: Rule = {
  create: (context) => ({
    CatchClause: (node) => {
      if (isSilent(context, node.body)) context.report({ node, message })
    },
    CallExpression: (node) => {
      const callee = node.callee
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.property.name !== 'catch') return
      const [reaction] = node.arguments
      if (reaction?.type !== 'ArrowFunctionExpression' && reaction?.type !== 'FunctionExpression') return
      if (reaction.body?.type === 'BlockStatement' && isSilent(context, reaction.body) && !hasCommentBeside(context, reaction))
        context.report({ node: reaction, message })
    },
  }),
}

function isSilent(context: Context, body: BlockStatement): boolean {
  return body.body.length === 0 && context.sourceCode.getCommentsInside(body).length === 0
}

/** A comment at the end of the same line, or alone on the line above. */
function hasCommentBeside(context: Context, node: Node): boolean {
  const { text } = context.sourceCode
  const lineEnd = text.indexOf('\n', node.end)
  return text.slice(node.end, lineEnd === -1 ? undefined : lineEnd).includes('// ') || hasCommentAbove(context, node)
}
