import { isTest } from '../../test-files.ts'
import { placeOf, type Rule } from '../rule.ts'

const message = 'The environment is read once, by packages/platform/src/config; take the parsed value as a parameter.'

export const envOnlyInConfig: Rule = {
  create: (context) => {
    const place = placeOf(context)
    if (/^(packages\/platform\/src\/config|packages\/testing|tooling|bench)\//.test(place) || isTest(place)) return {}
    return {
      MemberExpression: (node) => {
        const owner = node.object.type === 'Identifier' ? node.object.name : node.object.type === 'MetaProperty' ? 'import.meta' : ''
        const key =
          node.property.type === 'Identifier' ? node.property.name : node.property.type === 'Literal' ? node.property.value : undefined
        if (key === 'env' && ['process', 'Bun', 'import.meta'].includes(owner)) context.report({ node, message })
      },
      ImportDeclaration: (node) => {
        const takesEnv = node.specifiers.some(
          (one) => one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && one.imported.name === 'env',
        )
        if (takesEnv && ['process', 'node:process', 'bun'].includes(node.source.value)) context.report({ node, message })
      },
    }
  },
}
