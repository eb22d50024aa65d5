import { UnsubscribeInput, UnsubscribeOutput } from '@mas/contracts/notifications'
import { addressOfHash } from '@mas/db/notifications'
import { fail, flow, inTx } from '@mas/kernel'
import { readUnsubscribeToken } from './link-tokens.ts'
import { suppressAddress } from './suppress-address.ts'

/** A flow because the signature is checked outside the transaction; there is one transaction. */
export const unsubscribe = flow({
  verb: 'notifications.unsubscribe',
  summary: 'Takes an address off the list whose mail carries this link, without sign-in; doing it again changes nothing (RFC 8058).',
  permission: 'public',
  rate: 'public',
  refuses: ['notifications.token-invalid'],
  input: UnsubscribeInput,
  output: UnsubscribeOutput,
  run: async (ctx, { token }) => {
    const read = readUnsubscribeToken(ctx.ports.signer, token)
    if (read === undefined) throw fail('notifications.token-invalid')
    await inTx(ctx, async (t) => {
      const address = await addressOfHash(t.tx, read.addressHash)
      await suppressAddress(t, { addressHash: read.addressHash, address, scope: read.list, reason: 'unsubscribe', source: 'link' })
    })
    return { list: read.list }
  },
})
