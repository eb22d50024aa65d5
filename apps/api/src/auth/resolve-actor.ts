import { resolveAccess, resolveSession, verifySocketTicket } from '@mas/domain/identity'
import { anonymous, fail, type Actor, type Ctx } from '@mas/kernel'
import type { RequestFacts } from '../deps.ts'

/**
 * The person behind `Authorization: Bearer <access token>`, or behind the ticket of a live query. Browsers in cookie
 * mode send the same header: the cookie only refreshes.
 */
export async function resolveActor(ctx: Ctx, { headers, ticket, sessionId }: RequestFacts): Promise<Actor> {
  if (sessionId !== undefined) return resolveSession(ctx, sessionId)
  if (ticket !== undefined) return verifySocketTicket(ctx, ticket)
  const header = headers.get('authorization')
  if (header === null) return anonymous
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1]
  if (token === undefined) throw fail('identity.access-invalid')
  return resolveAccess(ctx, token)
}
