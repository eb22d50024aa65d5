import { Id } from '@mas/contracts/core'
import { ListSignInsInput, ListSignInsOutput } from '@mas/contracts/identity'
import { pageSignIns } from '@mas/db/identity'
import { cutPage, decodeCursor, fail, query } from '@mas/kernel'
import { z } from 'zod'
import { selfOf } from './self.ts'

const list = 'identity.list-sign-ins'
const dayMs = 86_400_000
const days = { own: 90, all: 400 } as const

export const listSignIns = query({
  verb: 'identity.list-sign-ins',
  summary: "Lists tries to sign in, newest first: one's own of 90 days, or for administrators anybody's of 400 days.",
  permission: 'identity.list-sign-ins',
  refuses: ['identity.user-not-found'],
  input: ListSignInsInput,
  output: ListSignInsOutput,
  run: async (ctx, { cursor, limit, userId }) => {
    const self = selfOf(ctx)
    const anybody = ctx.grant?.includes('all') === true
    if (userId !== undefined && userId !== self.userId && !anybody) throw fail('identity.user-not-found')
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const since = new Date(ctx.clock.now().getTime() - (anybody ? days.all : days.own) * dayMs)
    const found = await pageSignIns(ctx.db, { userId: userId ?? self.userId, since, beforeId, limit: limit + 1 })
    return cutPage(
      list,
      found.map((row) => ({ ...row, at: row.at.toISOString() })),
      limit,
      (row) => [row.id],
    )
  },
})
