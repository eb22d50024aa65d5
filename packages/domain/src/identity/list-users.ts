import { Id } from '@mas/contracts/core'
import { ListUsersInput, ListUsersOutput } from '@mas/contracts/identity'
import { pageUsers } from '@mas/db/identity'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { normaliseEmail } from './email-rules.ts'
import { userOf } from './user-view.ts'

const list = 'identity.list-users'

export const listUsers = query({
  verb: 'identity.list-users',
  summary: 'Lists people, newest first, by role, state or exact e-mail address.',
  permission: 'identity.read-users',
  refuses: ['identity.email-invalid'],
  input: ListUsersInput,
  output: ListUsersOutput,
  run: async (ctx, { cursor, limit, role, state, email }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageUsers(ctx.db, {
      role,
      state,
      email: email === undefined ? undefined : normaliseEmail(email),
      beforeId,
      limit: limit + 1,
    })
    return cutPage(list, found.map(userOf), limit, (user) => [user.id])
  },
})
