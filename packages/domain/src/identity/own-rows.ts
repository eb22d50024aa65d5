import { findUser, ownerOfSession } from '@mas/db/identity'
import type { Ctx } from '@mas/kernel'
import { provideAccessRows } from './access-rows.ts'

/** One's own account and sessions; whoever reaches all of them reaches those that exist. */
provideAccessRows({
  'identity.user': async (ctx, id) => isReached(ctx, (await findUser(ctx.db, id))?.id),
  'identity.session': async (ctx, id) => isReached(ctx, await ownerOfSession(ctx.db, id)),
})

function isReached({ actor, grant = [] }: Ctx, ownerId: string | undefined): boolean {
  if (ownerId === undefined) return false
  return grant.includes('all') || (grant.includes('own') && actor.kind === 'user' && actor.userId === ownerId)
}
