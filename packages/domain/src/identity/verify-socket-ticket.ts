import { spendTicket } from '@mas/db/identity'
import { fail, type Ctx, type UserActor } from '@mas/kernel'
import { resolveSession } from './resolve-actor.ts'
import { hashOf } from './secrets.ts'

/** Part: who opens a socket with this ticket; it works once, and only while its session is open. */
export async function verifySocketTicket(ctx: Ctx, ticket: string): Promise<UserActor> {
  const spent = await spendTicket(ctx.db, 'socket', hashOf(ticket), ctx.clock.now())
  const sessionId = spent?.payload ? ctx.infra.keys.open('identity.socket', spent.payload, spent.id) : undefined
  if (sessionId === undefined) throw fail('identity.ticket-invalid')
  const actor = await resolveSession(ctx, sessionId)
  if (actor.userId !== spent?.userId) throw fail('identity.ticket-invalid')
  return actor
}
