import { Id } from '@mas/contracts/core'
import { ListRoleChangesInput, ListRoleChangesOutput } from '@mas/contracts/identity'
import { pageRoleChanges } from '@mas/db/identity'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'

const list = 'identity.list-role-changes'

export const listRoleChanges = query({
  verb: 'identity.list-role-changes',
  summary: 'Lists role changes, newest first: by default those that wait for a second administrator.',
  permission: 'identity.list-role-changes',
  input: ListRoleChangesInput,
  output: ListRoleChangesOutput,
  run: async (ctx, { cursor, limit, state, userId }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageRoleChanges(ctx.db, { beforeId, state, userId, now: ctx.clock.now(), limit: limit + 1 })
    return cutPage(
      list,
      found.map((row) => ({ ...row, expiresAt: row.expiresAt.toISOString(), createdAt: row.createdAt.toISOString() })),
      limit,
      (row) => [row.id],
    )
  },
})
