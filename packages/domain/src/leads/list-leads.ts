import { Id, Instant } from '@mas/contracts/core'
import { LeadPage, ListLeadsInput } from '@mas/contracts/leads'
import { pageLeads } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { instantOf, summaryOf } from './lead-view.ts'
import { reachOf } from './reach.ts'
import { pageOfSegment } from './segments/page-of-segment.ts'

const list = 'leads.list-leads'

export const listLeads = query({
  verb: 'leads.list-leads',
  summary: 'Lists the leads within reach, most recent activity first, by a typed filter, a segment, or both.',
  permission: 'leads.list-leads',
  refuses: ['leads.segment-not-found'],
  input: ListLeadsInput,
  output: LeadPage,
  run: async (ctx, { cursor, limit, filter, segmentId }) => {
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Instant, Id]))
    const before = place && { at: place[0], id: place[1] }
    if (segmentId !== undefined) return pageOfSegment(ctx, list, segmentId, filter, before, limit)
    const found = await pageLeads(ctx.db, reachOf(ctx), filter, before, limit + 1, ctx.clock.now())
    const page = cutPage(list, found, limit, (row) => [instantOf(row.last_activity_at), row.id])
    return { ...page, items: page.items.map((row) => summaryOf(ctx, row)) }
  },
})
