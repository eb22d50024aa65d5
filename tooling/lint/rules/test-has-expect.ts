import { isTest } from '../../test-files.ts'
import { placeOf, type Rule } from '../rule.ts'

/** A contract suite that several implementations run: `describeEmailSender('SMTP', …)`. */
const isSuite = /^describe[A-Z]/

/** A test file that expects nothing passes whatever the code does. */
export const testHasExpect: Rule = {
  create: (context) => {
    if (!isTest(placeOf(context))) return {}
    let expects = false
    return {
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && (node.callee.name === 'expect' || isSuite.test(node.callee.name))) expects = true
      },
      'Program:exit': (node) => {
        if (!expects) context.report({ node, message: 'This test file expects nothing.' })
      },
    }
  },
}
