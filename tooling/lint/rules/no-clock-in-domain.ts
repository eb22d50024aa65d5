import type { Expression } from 'oxc-parser'
import { isTest } from '../../test-files.ts'
import { placeOf, type Rule } from '../rule.ts'

const message = 'Business code asks the injected clock: `t.clock.now()`.'

/** The launcher, the drivers and the migration runner wait for real machines and may look at a real clock. */
const waitsForMachines = /^packages\/db\/src\/(embedded|driver|migrate)\//

export const noClockInDomain: Rule = {
  create: (context) => {
    const place = placeOf(context)
    if (!/^packages\/(domain|db)\//.test(place) || isTest(place) || waitsForMachines.test(place)) return {}
    return {
      NewExpression: (node) => {
        if (isNamed(node.callee, 'Date') && node.arguments.length === 0) context.report({ node, message })
      },
      CallExpression: (node) => {
        if (isNamed(node.callee, 'Date')) context.report({ node, message })
      },
      MemberExpression: (node) => {
        const key = node.property.type === 'Identifier' ? node.property.name : ''
        if ((isNamed(node.object, 'Date') && key === 'now') || (isNamed(node.object, 'Temporal') && key === 'Now'))
          context.report({ node, message })
      },
    }
  },
}

function isNamed(expression: Expression, name: string): boolean {
  return expression.type === 'Identifier' && expression.name === name
}
