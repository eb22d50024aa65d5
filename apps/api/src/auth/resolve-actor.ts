import { resolveAccess } from '@mas/domain/identity'
import { anonymous, fail, type Actor, type Ctx } from '@mas/kernel'
import type { RequestFacts } from '../deps.ts'

/** The person behind `Authorization: Bearer <access token>`. Browsers in cookie mode send the same header: the cookie only refreshes. */
export async function resolveActor(ctx: Ctx, { headers }: RequestFacts): Promise<Actor> {
  const header = headers.get('authorization')
  if (header === null) return anonymous
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1]
  if (token === undefined) throw fail('identity.access-invalid')
  return resolveAccess(ctx, token)
}
