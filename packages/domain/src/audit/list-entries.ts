import { AuditEntry, ListEntriesInput, ListEntriesOutput } from '@mas/contracts/audit'
import { Id } from '@mas/contracts/core'
import { pageEntries } from '@mas/db/audit'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'

const list = 'audit.list-entries'

export const listEntries = query({
  verb: 'audit.list-entries',
  summary: 'Lists who changed what, newest first, by subject, actor or action.',
  permission: 'audit.list-entries',
  input: ListEntriesInput,
  output: ListEntriesOutput,
  run: async (ctx, { cursor, limit, ...filter }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageEntries(ctx.db, { ...filter, beforeId, limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    return { ...page, items: page.items.map((row) => AuditEntry.parse(JSON.parse(row.body))) }
  },
})
