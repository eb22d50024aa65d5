import { DiffTemplateInput, DiffTemplateOutput } from '@mas/contracts/notifications'
import { findVersion } from '@mas/db/notifications'
import { fail, query } from '@mas/kernel'
import { diffLines } from './diff-lines.ts'
import { requireText } from './template-reach.ts'

const parts = ['subject', 'html', 'text'] as const
/** The table of the comparison is lines times lines; beyond this a part is shown as replaced. */
const mostLines = 2_000

export const diffTemplate = query({
  verb: 'notifications.diff-template',
  summary: 'Compares two versions of a text line by line.',
  permission: 'notifications.diff-template',
  refuses: ['request.not-found'],
  input: DiffTemplateInput,
  output: DiffTemplateOutput,
  run: async (ctx, { from, to, ...address }) => {
    requireText(ctx, address.code)
    const [before, after] = await Promise.all([findVersion(ctx.db, address, from), findVersion(ctx.db, address, to)])
    if (before === undefined || after === undefined) throw fail('request.not-found')
    const lines = parts.flatMap((part) => {
      const [old, next] = [before[part] ?? '', after[part] ?? '']
      if (old === '' && next === '') return []
      return compare(old, next).map((line) => ({ part, ...line }))
    })
    return { lines }
  },
})

function compare(before: string, after: string) {
  if (Math.max(before.split('\n').length, after.split('\n').length) <= mostLines) return diffLines(before, after)
  return [{ change: 'removed', text: before } as const, { change: 'added', text: after } as const]
}
