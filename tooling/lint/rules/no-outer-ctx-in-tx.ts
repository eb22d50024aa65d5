import type { Node } from 'oxc-parser'
import { nodesIn, parentOf, type Rule } from '../rule.ts'

/**
 * `inTx(ctx, async (t) => …)`: inside, only `t` may be used. The outer context still holds the pool (a second
 * connection while locks are held) and the ports (a call to a third party while locks are held).
 */
export const noOuterCtxInTx: Rule = {
  create: (context) => ({
    CallExpression: (node) => {
      const [outer, work] = node.arguments
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'inTx' || outer?.type !== 'Identifier') return
      if (work?.type !== 'ArrowFunctionExpression' && work?.type !== 'FunctionExpression') return
      if (work.params.some((param) => [...nodesIn(param)].some((inner) => inner.type === 'Identifier' && inner.name === outer.name))) return
      if (work.body === null) return
      for (const inner of nodesIn(work.body))
        if (inner.type === 'Identifier' && inner.name === outer.name && !isOnlyAName(inner))
          context.report({
            node: inner,
            message: `Inside the transaction use its own context, not \`${outer.name}\`: that one still reaches the pool and the outside world.`,
          })
    },
  }),
}

/** `a.ctx` and `{ ctx: 1 }` name a property, not the variable. */
function isOnlyAName(node: Node): boolean {
  const parent = parentOf(node)
  if (parent?.type === 'MemberExpression') return !parent.computed && Object.is(parent.property, node)
  if (parent?.type === 'Property') return !parent.computed && !parent.shorthand && Object.is(parent.key, node)
  return false
}
