import { consumeChallenge } from '@mas/db/identity'
import { fail, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { openChallenge, spendChallenge, type PublicPurpose } from './challenge.ts'
import { normaliseEmail } from './email-rules.ts'
import { normalisePhone } from './phone-rules.ts'
import { addressMac, codeMac, sameBytes } from './secrets.ts'
import { takeSend } from './sends.ts'

interface PublicAsk {
  readonly purpose: PublicPurpose
  /** A mailbox, or for the other channels a phone number. */
  readonly address: string
  /** By mail unless said otherwise. */
  readonly channel?: 'email' | 'sms' | 'whatsapp'
  readonly human?: string | undefined
}

/** Part of a flow: sends a code to somebody without an account, within what their address and network may ask for. */
export async function issuePublicCode(ctx: Ctx, { purpose, address, channel = 'email', human }: PublicAsk): Promise<string> {
  const publicAddress = channel === 'email' ? normaliseEmail(address) : normalisePhone(address)
  if (channel !== 'email' && !ctx.ports.identityText.channels.includes(channel)) throw fail('identity.channel-off', { channel })
  await takeSend(ctx, addressMac(ctx, publicAddress), { token: human, action: 'public-code' })
  const { challengeId } = await inTx(ctx, (t) =>
    openChallenge(t, { purpose, channel, address: publicAddress, userId: undefined, payload: { publicAddress } }),
  )
  return challengeId
}

/**
 * Part of a flow: compares the code, its try spent beforehand and for good. Answers the proven address, and how the
 * caller's own transaction uses the code up: of many, one gets through.
 */
export async function redeemPublicCode(
  ctx: Ctx,
  { purpose, challengeId, code }: { readonly purpose: PublicPurpose; readonly challengeId: string; readonly code: string },
): Promise<{ address: string; consume: (t: TxCtx) => Promise<void> }> {
  const { codeMac: right, attempts, facts } = await spendChallenge(ctx, [purpose], challengeId)
  const { publicAddress } = facts
  if (publicAddress === undefined || !sameBytes(codeMac(ctx, challengeId, code), right))
    throw fail('identity.code-invalid', { attemptsLeft: 5 - attempts })
  return {
    address: publicAddress,
    consume: async (t) => {
      if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
    },
  }
}
