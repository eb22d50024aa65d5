import { fail, type Ctx, type TxCtx } from '@mas/kernel'

/** The person a verb about one's own things is for; everybody else has none. */
export function ownUserId(ctx: Ctx | TxCtx): string {
  if (ctx.actor.kind !== 'user') throw fail('request.forbidden')
  return ctx.actor.userId
}
