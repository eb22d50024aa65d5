import { lockActiveAdmins } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { selfOf } from './self.ts'

/**
 * Part: locks every active administrator in id order and answers who they are. An actor who stopped being one while
 * waiting for the locks has lost: their session is gone.
 */
export async function lockedAdmins(t: TxCtx): Promise<ReadonlySet<string>> {
  const admins = new Set((await lockActiveAdmins(t.tx)).map(({ id }) => id))
  if (!admins.has(selfOf(t).userId)) throw fail('identity.session-ended')
  return admins
}

/** Part: locks them all, and answers how many others than `userId` there are. */
export async function otherAdmins(t: TxCtx, userId: string): Promise<number> {
  const admins = await lockedAdmins(t)
  return admins.size - (admins.has(userId) ? 1 : 0)
}

/** Nobody changes themselves this way. */
export function requireOther(ctx: Ctx | TxCtx, userId: string): void {
  if (selfOf(ctx).userId === userId) throw fail('identity.self-change')
}
