import { ListPasskeysOutput, NoInput } from '@mas/contracts/identity'
import { passkeysOf } from '@mas/db/identity'
import { query } from '@mas/kernel'
import { passkeyOf } from './passkey-view.ts'
import { selfOf } from './self.ts'

export const listPasskeys = query({
  verb: 'identity.list-passkeys',
  summary: "Lists one's own passkeys, oldest first; there are ten at most.",
  permission: 'identity.use-own-account',
  input: NoInput,
  output: ListPasskeysOutput,
  run: async (ctx) => ({ items: (await passkeysOf(ctx.db, selfOf(ctx).userId)).map(passkeyOf) }),
})
