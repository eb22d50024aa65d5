import { Me, NoInput } from '@mas/contracts/identity'
import { query } from '@mas/kernel'
import { meOf } from './me.ts'
import { ownRow } from './self.ts'

export const getMe = query({
  verb: 'identity.get-me',
  summary: 'Answers the signed-in person: profile, role, stage (1 to 3) and ways to sign in.',
  permission: 'identity.use-restricted-session',
  refuses: ['identity.user-not-found'],
  input: NoInput,
  output: Me,
  run: async (ctx) => meOf(ctx, await ownRow(ctx)),
})
