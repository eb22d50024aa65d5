import type { Platform } from '@mas/contracts/core'
import { eraseSealedCode, findChallenge, findUser, type ChallengeRow } from '@mas/db/identity'
import { derivedId, type Ctx } from '@mas/kernel'
import { factsOf } from './challenge.ts'
import { settle } from './settle-delivery.ts'

interface CodeNotice {
  readonly kind: 'code' | 'reset-code'
  readonly challengeId: string
  readonly sends: number
  readonly platform: Platform
}

/** Hands a code to whoever delivers on its channel, and forgets it once it is accepted or too late. */
export async function sendCode(ctx: Ctx, notice: CodeNotice): Promise<void> {
  const { challengeId, sends } = notice
  const challenge = await findChallenge(ctx.db, challengeId)
  // A code already handed over, or one that a newer code has replaced.
  if (challenge === undefined || challenge.sealedCode === null || challenge.sends !== sends) return
  const code = ctx.infra.keys.open('identity.code', challenge.sealedCode, challengeId)
  const tooLate = challenge.codeExpiresAt <= ctx.clock.now() || challenge.consumedAt !== null
  if (!tooLate && code !== undefined) await deliver(ctx, notice, challenge, code)
  await eraseSealedCode(ctx.db, challengeId, sends)
}

async function deliver(
  ctx: Ctx,
  { kind, platform, challengeId, sends }: CodeNotice,
  challenge: ChallengeRow,
  secret: string,
): Promise<void> {
  const receiver = await receiverOf(ctx, challenge)
  if (receiver === undefined) return
  const { name, link, ...who } = receiver
  const { channel, purpose, codeExpiresAt: expiresAt } = challenge
  const data = { purpose, ...(name !== undefined && { name }), ...(link !== undefined && { link }) }
  const what = { messageId: await derivedId('identity.code', challengeId, String(sends)), platform, data, secret, expiresAt }
  if (channel === 'email') return settle(ctx, await ctx.ports.identityMail.deliver({ ...what, ...who, kind }))
  settle(ctx, await ctx.ports.identityText.deliver({ ...what, ...who, kind: 'code', channel }))
}

interface Receiver {
  readonly to: string
  readonly userId?: string
  readonly name?: string
  /** The page that takes the code, for somebody who did not ask from it. */
  readonly link?: string
}
/** A decoy has none. The code for a new address or phone goes to that one, a public one to whoever asked. */
async function receiverOf(ctx: Ctx, challenge: ChallengeRow): Promise<Receiver | undefined> {
  const { newEmail, phone, publicAddress, page } = factsOf(ctx, challenge)
  if (challenge.userId === null) return publicAddress === undefined ? undefined : { to: publicAddress }
  const user = await findUser(ctx.db, challenge.userId)
  const to = (challenge.channel === 'email' ? (newEmail ?? user?.email) : phone) ?? undefined
  if (user === undefined || to === undefined || user.state === 'erased') return undefined
  // Whoever asks for a code to a mailbox that is not proven theirs chose the name, too: we mail nobody's text to strangers.
  const isProven = user.emailVerified && to === user.email
  return {
    to,
    userId: user.id,
    ...(isProven && { name: user.fullName }),
    ...(page !== undefined && { link: `${page}#challenge=${challenge.id}` }),
  }
}
