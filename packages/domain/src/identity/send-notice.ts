import { eraseSealedCode, eraseTicketPayload, findChallenge, findTicketById, findUser } from '@mas/db/identity'
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
  // A decoy, a code already handed over, or one that a newer code has replaced.
  if (challenge === undefined || challenge.userId === null || challenge.sealedCode === null || challenge.sends !== sends) return
  const user = await findUser(ctx.db, challenge.userId)
  const code = ctx.infra.keys.open('identity.code', challenge.sealedCode, challengeId)
  const tooLate = challenge.codeExpiresAt <= ctx.clock.now() || challenge.consumedAt !== null
  // The code for a new address goes to that one.
  const to = factsOf(ctx, challenge)['newEmail'] ?? user?.email ?? null
  if (!tooLate && code !== undefined && user !== undefined && to !== null && user.state !== 'erased') {
    const messageId = await derivedId('identity.code', challengeId, String(sends))
    const data = { name: user.fullName, purpose: challenge.purpose }
    settle(
      ctx,
      await ctx.ports.identityMail.deliver({
        messageId,
        kind,
        platform,
        to,
        userId: user.id,
        data,
        secret: code,
        expiresAt: challenge.codeExpiresAt,
      }),
    )
  }
  await eraseSealedCode(ctx.db, challengeId, sends)
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
