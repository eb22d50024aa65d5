import { User, UserInput } from '@mas/contracts/identity'
import { findUser } from '@mas/db/identity'
import { query } from '@mas/kernel'
import { present } from './self.ts'
import { userOf } from './user-view.ts'

export const getUser = query({
  verb: 'identity.get-user',
  summary: 'Answers one person.',
  permission: 'identity.read-users',
  refuses: ['identity.user-not-found'],
  input: UserInput,
  output: User,
  run: async (ctx, { userId }) => userOf(present(await findUser(ctx.db, userId))),
})
