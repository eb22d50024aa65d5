import { Id } from '@mas/contracts/core'
import { ListDuplicatesInput, ListDuplicatesOutput } from '@mas/contracts/leads'
import { walkPairs } from '@mas/db/leads'
import { decodeCursor, encodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { numberOf } from './lead-view.ts'
import { poolOf } from './reach.ts'

const list = 'leads.list-duplicates'
/** Pairs looked at for one page of somebody who may see few of them. */
const lookedAt = 1_000

export const listDuplicates = query({
  verb: 'leads.list-duplicates',
  summary:
    'Pairs of leads that may be one person, most alike first; a head sees pairs with a lead of the own pool. A page may be short although there are more.',
  permission: 'leads.list-duplicates',
  input: ListDuplicatesInput,
  output: ListDuplicatesOutput,
  run: async (ctx, { leadId, cursor, limit }) => {
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.int(), Id]))
    const after = place && { scoreBp: place[0], id: place[1] }
    const looked = await walkPairs(ctx.db, { headId: poolOf(ctx), leadId }, after, lookedAt)
    const wanted = looked.flatMap(({ id, score_bp: scoreBp, pair }) => (pair === null ? [] : [{ id, scoreBp, pair }]))
    const shown = wanted.slice(0, limit)
    const walked = looked.at(-1)
    const end =
      wanted.length > limit ? shown.at(-1) : looked.length === lookedAt && walked ? { id: walked.id, scoreBp: walked.score_bp } : undefined
    return {
      nextCursor: end === undefined ? null : encodeCursor(list, [end.scoreBp, end.id]),
      items: shown.map(({ id, scoreBp, pair }) => ({
        candidateId: id,
        scoreBp,
        signals: pair.signals,
        a: { leadId: pair.a_id, number: numberOf(pair.a_number), fullName: pair.a_name },
        b: { leadId: pair.b_id, number: numberOf(pair.b_number), fullName: pair.b_name },
      })),
    }
  },
})
