import { eraseTicketPayload, findTicketById, findUser } from '@mas/db/identity'
import { derivedId, type Attempt, type Ctx } from '@mas/kernel'
import type { z } from 'zod'
import type { identityJobs } from './jobs.ts'
import { sendCode } from './send-code.ts'
import { settle } from './settle-delivery.ts'

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
