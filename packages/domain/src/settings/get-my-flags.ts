import { GetMyFlagsInput, GetMyFlagsOutput } from '@mas/contracts/settings'
import { query } from '@mas/kernel'
import { myFlags } from './my-flags.ts'
import { requiredSnapshot } from './read-flag.ts'

export const getMyFlags = query({
  verb: 'settings.get-my-flags',
  summary:
    'Answers the flags and settings that clients may see, as they hold for this caller, device (`x-device-id`) and platform; over HTTP an unchanged answer is 304.',
  permission: 'public',
  input: GetMyFlagsInput,
  output: GetMyFlagsOutput,
  run: async (ctx) => myFlags(ctx, await requiredSnapshot(ctx)),
})
