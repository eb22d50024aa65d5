import { lockActiveAdmins } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { selfOf } from './self.ts'

/**
 * Part: locks every active administrator in id order and answers how many others than `userId` there are. An actor
 * who stopped being one while waiting for the locks has lost: their session is gone.
 */
export async function otherAdmins(t: TxCtx, userId: string): Promise<number> {
  const admins = await lockActiveAdmins(t.tx)
  const { userId: actorId } = selfOf(t)
  if (!admins.some(({ id }) => id === actorId)) throw fail('identity.session-ended')
  return admins.filter(({ id }) => id !== userId).length
}

/** Nobody changes themselves this way. */
export function requireOther(ctx: Ctx | TxCtx, userId: string): void {
  if (selfOf(ctx).userId === userId) throw fail('identity.self-change')
}
