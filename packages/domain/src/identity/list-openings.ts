import { Id } from '@mas/contracts/core'
import { ListOpeningsInput, ListOpeningsOutput } from '@mas/contracts/identity'
import { pageOpenings } from '@mas/db/identity'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { openingOf } from './opening-view.ts'

const list = 'identity.list-openings'

export const listOpenings = query({
  verb: 'identity.list-openings',
  summary: 'Lists the uses of emergency access, newest first: why, for whom, how long, and who reviewed it.',
  permission: 'identity.list-openings',
  fresh: true,
  input: ListOpeningsInput,
  output: ListOpeningsOutput,
  run: async (ctx, { cursor, limit, unreviewed }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageOpenings(ctx.db, { beforeId, unreviewed, limit: limit + 1 })
    return cutPage(list, found.map(openingOf), limit, (row) => [row.id])
  },
})
