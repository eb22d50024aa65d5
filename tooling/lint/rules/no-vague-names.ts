import { placeOf, type Rule } from '../rule.ts'

const vague: ReadonlySet<string> = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'manager',
  'managers',
  'misc',
  'stuff',
  'service',
  'services',
])

/** Judges the last word of each folder and of the file: `user-service.ts` is vague, `service-account.ts` is not. */
export const noVagueNames: Rule = {
  create: (context) => ({
    Program: (node) => {
      for (const part of placeOf(context).split('/')) {
        const word = part.split('.')[0]?.split('-').at(-1)?.toLowerCase() ?? ''
        if (vague.has(word)) context.report({ node, message: `"${part}" says nothing about what is inside; name it after what it does.` })
      }
    },
  }),
}
