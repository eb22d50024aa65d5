import { Id, Instant } from '@mas/contracts/core'
import { FollowUpPage, ListMyFollowUpsInput, type LeadStatus } from '@mas/contracts/leads'
import { pageFollowUps } from '@mas/db/leads'
import { cutPage, decodeCursor, fail, query } from '@mas/kernel'
import { z } from 'zod'
import { followUpOf } from './follow-up-parts.ts'
import { instantOf, wordOf } from './lead-view.ts'

const list = 'leads.list-my-follow-ups'

export const listMyFollowUps = query({
  verb: 'leads.list-my-follow-ups',
  summary: "Lists one's own follow-ups in one state, earliest due first.",
  permission: 'leads.list-my-follow-ups',
  refuses: ['request.forbidden'],
  input: ListMyFollowUpsInput,
  output: FollowUpPage,
  run: async (ctx, { state, dueBefore, cursor, limit }) => {
    if (ctx.actor.kind !== 'user') throw fail('request.forbidden')
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Instant, Id]))
    const found = await pageFollowUps(ctx.db, ctx.actor.userId, state, dueBefore, place && { at: place[0], id: place[1] }, limit + 1)
    const page = cutPage(list, found, limit, (row) => [instantOf(row.due_at), row.id])
    return {
      ...page,
      items: page.items.map((row) => ({ ...followUpOf(row), fullName: row.full_name, leadStatus: wordOf<LeadStatus>(row.lead_status) })),
    }
  },
})
