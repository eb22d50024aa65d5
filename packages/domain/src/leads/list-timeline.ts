import { Id, Instant } from '@mas/contracts/core'
import { type Activity, ListTimelineInput, TimelinePage } from '@mas/contracts/leads'
import { pageActivities, type ActivityRecord } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { instantOf, wordOf } from './lead-view.ts'
import { findReachable } from './reach.ts'

const list = 'leads.list-timeline'

export const listTimeline = query({
  verb: 'leads.list-timeline',
  summary: 'Everything that happened to a lead and to those merged into it, newest first.',
  permission: 'leads.list-timeline',
  refuses: ['leads.not-found', 'leads.merged'],
  input: ListTimelineInput,
  output: TimelinePage,
  run: async (ctx, { leadId, kinds, cursor, limit }) => {
    const lead = await findReachable(ctx, leadId)
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Instant, Id]))
    const found = await pageActivities(ctx.db, lead.id, place && { at: place[0], id: place[1] }, kinds, limit + 1)
    const page = cutPage(list, found, limit, (row) => [instantOf(row.occurred_at), row.id])
    return { ...page, items: page.items.map(activityOf) }
  },
})

export function activityOf(row: ActivityRecord): z.input<typeof Activity> {
  return {
    id: row.id,
    leadId: row.lead_id,
    kind: wordOf<Activity['kind']>(row.kind),
    channel: row.channel,
    direction: wordOf<Activity['direction']>(row.direction),
    actor: row.actor,
    occurredAt: instantOf(row.occurred_at),
    data: Object(row.data),
    correctsId: row.corrects_id,
  }
}
