import { Id } from '@mas/contracts/core'
import { ListDuplicatesInput, ListDuplicatesOutput } from '@mas/contracts/leads'
import { pagePairs } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { numberOf } from './lead-view.ts'
import { poolOf } from './reach.ts'

const list = 'leads.list-duplicates'

export const listDuplicates = query({
  verb: 'leads.list-duplicates',
  summary: 'Pairs of leads that may be one person, most alike first; a head sees pairs with a lead of the own pool.',
  permission: 'leads.list-duplicates',
  input: ListDuplicatesInput,
  output: ListDuplicatesOutput,
  run: async (ctx, { leadId, cursor, limit }) => {
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.int(), Id]))
    const found = await pagePairs(ctx.db, { headId: poolOf(ctx), leadId }, place && { scoreBp: place[0], id: place[1] }, limit + 1)
    const page = cutPage(list, found, limit, (row) => [row.score_bp, row.id])
    return {
      ...page,
      items: page.items.map((row) => ({
        candidateId: row.id,
        scoreBp: row.score_bp,
        signals: row.signals,
        a: { leadId: row.a_id, number: numberOf(row.a_number), fullName: row.a_name },
        b: { leadId: row.b_id, number: numberOf(row.b_number), fullName: row.b_name },
      })),
    }
  },
})
