import { UnsubscribeInput, UnsubscribeOutput } from '@mas/contracts/notifications'
import { fail, query } from '@mas/kernel'
import { readUnsubscribeToken } from './link-tokens.ts'

export const getUnsubscribe = query({
  verb: 'notifications.get-unsubscribe',
  summary: 'Says which list a link would leave, without sign-in; changes nothing.',
  permission: 'public',
  rate: 'public',
  refuses: ['notifications.token-invalid'],
  input: UnsubscribeInput,
  output: UnsubscribeOutput,
  run: async (ctx, { token }) => {
    const read = readUnsubscribeToken(ctx.ports.signer, token)
    if (read === undefined) throw fail('notifications.token-invalid')
    return { list: read.list }
  },
})
