import { findUser, lockUser, type UserRow } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx, type UserActor } from '@mas/kernel'

/** The person calling; machines have no account of their own. */
export function selfOf(ctx: Ctx | TxCtx): UserActor {
  if (ctx.actor.kind !== 'user') throw fail('request.forbidden')
  return ctx.actor
}

export async function ownRow(ctx: Ctx): Promise<UserRow> {
  return present(await findUser(ctx.db, selfOf(ctx).userId))
}

export async function lockOwnRow(t: TxCtx): Promise<UserRow> {
  return present(await lockUser(t.tx, selfOf(t).userId))
}

export function present(row: UserRow | undefined): UserRow {
  if (row === undefined) throw fail('identity.user-not-found')
  return row
}
