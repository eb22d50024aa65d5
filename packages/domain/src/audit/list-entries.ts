import { ListEntriesInput, ListEntriesOutput } from '@mas/contracts/audit'
import { pageEntries } from '@mas/db/audit'
import { cutPage, query } from '@mas/kernel'
import { positionOf, readPosition } from './position.ts'
import { entryFilter } from './reading-rules.ts'
import { shownEntries } from './shown-entries.ts'

const list = 'audit.list-entries'

export const listEntries = query({
  verb: 'audit.list-entries',
  summary:
    'Lists who changed what, newest first, by subject, actor, action or domain, at most 366 days at a time; FINANCE sees the money domains only.',
  permission: 'audit.list-entries',
  refuses: ['audit.range-too-wide'],
  input: ListEntriesInput,
  output: ListEntriesOutput,
  run: async (ctx, { cursor, limit, ...asked }) => {
    const filter = entryFilter(ctx.actor, asked, ctx.clock.now())
    const found = await pageEntries(ctx.db, { ...filter, before: readPosition(list, cursor), limit: limit + 1 })
    const page = cutPage(list, found, limit, positionOf)
    return { ...page, items: await shownEntries(ctx, page.items) }
  },
})
