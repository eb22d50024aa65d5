import { Id } from '@mas/contracts/core'
import { ListSegmentsInput, SegmentPage } from '@mas/contracts/leads'
import { pageSegments } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { segmentOf, segmentsOf } from './segment-view.ts'

const list = 'leads.list-segments'

export const listSegments = query({
  verb: 'leads.list-segments',
  summary: 'Lists the segments one may use, by name: one’s own and shared ones, for administrators all.',
  permission: 'leads.list-segments',
  input: ListSegmentsInput,
  output: SegmentPage,
  run: async (ctx, { cursor, limit, mine }) => {
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.string(), Id]))
    const ownedBy = mine && ctx.actor.kind === 'user' ? ctx.actor.userId : undefined
    const found = await pageSegments(ctx.db, {
      seenByUser: segmentsOf(ctx),
      ownedBy,
      after: place && { name: place[0], id: place[1] },
      limit: limit + 1,
    })
    const page = cutPage(list, found, limit, (row) => [row.sort_name, row.id])
    return { ...page, items: page.items.map(segmentOf) }
  },
})
