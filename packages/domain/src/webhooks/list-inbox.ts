import { Id } from '@mas/contracts/core'
import { ListInboxInput, ListInboxOutput } from '@mas/contracts/webhooks'
import { pageInbox } from '@mas/db/webhooks'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { idRange } from './inbox-rules.ts'
import { itemOf, withinReach } from './reach.ts'

const list = 'webhooks.list-inbox'

export const listInbox = query({
  verb: 'webhooks.list-inbox',
  summary: 'Lists what vendors told us, newest first, by provider, state and time. Finance sees payments only.',
  permission: 'webhooks.list-inbox',
  input: ListInboxInput,
  output: ListInboxOutput,
  run: async (ctx, { cursor, limit, provider, state, from, until }) => {
    const range = idRange(from, until)
    const beforeId = cursor === undefined ? range.beforeId : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageInbox(ctx.db, { provider, state, ...range, beforeId, within: withinReach(ctx), limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    return { ...page, items: page.items.map(itemOf) }
  },
})
