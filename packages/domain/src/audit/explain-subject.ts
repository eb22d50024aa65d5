import { ExplainSubjectInput, ExplainSubjectOutput } from '@mas/contracts/audit'
import { pageEntries } from '@mas/db/audit'
import { cutPage, query } from '@mas/kernel'
import { inWords, whoDid } from './explain-rules.ts'
import { positionOf, readPosition } from './position.ts'
import { visibleDomains } from './reading-rules.ts'
import { shownEntries } from './shown-entries.ts'

const list = 'audit.explain-subject'

export const explainSubject = query({
  verb: 'audit.explain-subject',
  summary:
    'Tells the history of one thing in words, newest first: who, what from and to, why and on which decision; FINANCE hears of the money domains only.',
  permission: 'audit.explain-subject',
  input: ExplainSubjectInput,
  output: ExplainSubjectOutput,
  run: async (ctx, { type, id, cursor, limit }) => {
    const found = await pageEntries(ctx.db, {
      subjectType: type,
      subjectId: id,
      domains: visibleDomains(ctx.actor),
      before: readPosition(list, cursor),
      limit: limit + 1,
    })
    const page = cutPage(list, found, limit, positionOf)
    const steps = (await shownEntries(ctx, page.items)).map((entry) => ({
      entryId: entry.id,
      at: entry.at,
      who: whoDid(entry),
      sentence: inWords(entry),
      reason: entry.reason ?? null,
      decision: entry.decision ?? null,
    }))
    return { ...page, items: steps }
  },
})
