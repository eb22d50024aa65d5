import { eraseSealedCode, eraseTicketPayload, findChallenge, findTicketById, findUser, type ChallengeRow } from '@mas/db/identity'
import { derivedId, fail, type Attempt, type Ctx, type ProviderAnswer } from '@mas/kernel'
import type { z } from 'zod'
import { factsOf } from './challenge.ts'
import type { identityJobs } from './jobs.ts'

type Notice = z.output<typeof identityJobs.sendNotice.payload>

/** Hands one mail to whoever delivers. A repetition carries the same message id, so it is one mail. */
export async function sendNotice(ctx: Ctx, notice: Notice, attempt: Attempt): Promise<void> {
  if ('challengeId' in notice) return sendCode(ctx, notice)
  if ('ticketId' in notice) return sendInvite(ctx, notice)
  const user = await findUser(ctx.db, notice.userId)
  if (user === undefined || user.email === null || user.state === 'erased') return
  const data = { name: user.fullName, ...notice.data }
  const to = notice.sealedAddress === undefined ? user.email : openAddress(ctx, user.id, notice.sealedAddress)
  if (to === undefined) return
  settle(
    ctx,
    await ctx.ports.identityMail.deliver({
      messageId: attempt.id,
      kind: notice.kind,
      platform: notice.platform,
      to,
      userId: user.id,
      data,
    }),
  )
}

function openAddress(ctx: Ctx, userId: string, sealed: string): string | undefined {
  return ctx.infra.keys.open('identity.old-address', Buffer.from(sealed, 'base64'), userId)
}

async function sendCode(ctx: Ctx, { kind, challengeId, sends, platform }: Extract<Notice, { challengeId: string }>): Promise<void> {
  const challenge = await findChallenge(ctx.db, challengeId)
  // A code already handed over, or one that a newer code has replaced.
  if (challenge === undefined || challenge.sealedCode === null || challenge.sends !== sends) return
  const code = ctx.infra.keys.open('identity.code', challenge.sealedCode, challengeId)
  const receiver = await receiverOf(ctx, challenge)
  const tooLate = challenge.codeExpiresAt <= ctx.clock.now() || challenge.consumedAt !== null
  if (!tooLate && code !== undefined && receiver !== undefined) {
    const { name, ...who } = receiver
    const messageId = await derivedId('identity.code', challengeId, String(sends))
    const data = { ...(name !== undefined && { name }), purpose: challenge.purpose }
    settle(
      ctx,
      await ctx.ports.identityMail.deliver({ messageId, kind, platform, ...who, data, secret: code, expiresAt: challenge.codeExpiresAt }),
    )
  }
  await eraseSealedCode(ctx.db, challengeId, sends)
}

interface Receiver {
  readonly to: string
  readonly userId?: string
  readonly name?: string
}
/** A decoy has none. The code for a new address goes to that one, a public one to whoever asked. */
async function receiverOf(ctx: Ctx, challenge: ChallengeRow): Promise<Receiver | undefined> {
  const { newEmail, publicAddress } = factsOf(ctx, challenge)
  if (challenge.userId === null) return publicAddress === undefined ? undefined : { to: publicAddress }
  const user = await findUser(ctx.db, challenge.userId)
  const to = newEmail ?? user?.email ?? undefined
  return user === undefined || to === undefined || user.state === 'erased' ? undefined : { to, userId: user.id, name: user.fullName }
}

async function sendInvite(ctx: Ctx, { kind, ticketId, platform }: Extract<Notice, { ticketId: string }>): Promise<void> {
  const ticket = await findTicketById(ctx.db, ticketId)
  if (ticket === undefined || ticket.payload === null || ticket.userId === null) return
  const user = await findUser(ctx.db, ticket.userId)
  const link = ctx.infra.keys.open('identity.invite', ticket.payload, ticketId)
  if (ticket.expiresAt > ctx.clock.now() && link !== undefined && user !== undefined && user.email !== null && user.state === 'invited') {
    const messageId = await derivedId('identity.invite', ticketId)
    const data = { name: user.fullName }
    settle(
      ctx,
      await ctx.ports.identityMail.deliver({
        messageId,
        kind,
        platform,
        to: user.email,
        userId: user.id,
        data,
        secret: link,
        expiresAt: ticket.expiresAt,
      }),
    )
  }
  await eraseTicketPayload(ctx.db, ticketId)
}

/** Accepted, or refused for good, is the end of it. Everything else is tried again under the same message id. */
function settle(ctx: Ctx, answer: ProviderAnswer<{ accepted: true }>): void {
  if (answer.outcome === 'ok') return
  if (answer.outcome === 'refused' && answer.retry === 'never') {
    ctx.log.warn('a notice was refused for good', { reason: answer.reason })
    return
  }
  throw fail('request.unavailable', { reason: answer.reason })
}
