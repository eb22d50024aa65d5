import type { CallExpression } from 'oxc-parser'
import { isTest, isTestSupport } from '../../test-files.ts'
import { placeOf, type Rule } from '../rule.ts'

/** Foundation services that act for an owner: `ledger.for('tokens')`, `filesFor('hiring')`. */
const bound: ReadonlySet<string> = new Set(['ledger', 'files', 'webhooks'])

/** A domain binds such a service to its own name, or it could move another domain's money and open its files. */
export const ownerIsOwnDomain: Rule = {
  create: (context) => {
    const place = placeOf(context)
    const [, domain] = /^packages\/domain\/src\/([^/]+)\//.exec(place) ?? []
    if (domain === undefined || isTest(place) || isTestSupport(place)) return {}
    return {
      CallExpression: (node) => {
        if (!binds(node)) return
        const [owner] = node.arguments
        if (owner?.type === 'Literal' && owner.value === domain) return
        context.report({ node, message: `Bind it to this domain, written out: '${domain}'.` })
      },
    }
  },
}

function binds({ callee }: CallExpression): boolean {
  if (callee.type === 'Identifier') return callee.name.endsWith('For') && bound.has(callee.name.slice(0, -3))
  if (callee.type !== 'MemberExpression' || callee.computed) return false
  return (
    callee.object.type === 'Identifier' &&
    bound.has(callee.object.name) &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'for'
  )
}
