import { lockUser, unblockRow, type UserRow } from '@mas/db/identity'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { present } from './self.ts'

/** A block that has run out keeps nobody out until the sweep comes by: whoever proves who they are lifts it. */
export async function withoutLapsedBlock(ctx: Ctx, user: UserRow): Promise<UserRow> {
  if (!hasLapsed(ctx, user)) return user
  return inTx(ctx, async (t) => {
    const locked = present(await lockUser(t.tx, user.id))
    if (!hasLapsed(t, locked)) return locked
    await unblockRow(t.tx, user.id, t.clock.now())
    await record(t, {
      action: 'identity.unblock-user',
      subject: { type: 'user', id: user.id },
      before: { state: 'blocked' },
      reason: 'the block has lapsed',
    })
    return present(await lockUser(t.tx, user.id))
  })
}

function hasLapsed({ clock }: Pick<TxCtx, 'clock'>, { state, blockedUntil }: UserRow): boolean {
  return state === 'blocked' && blockedUntil !== null && blockedUntil <= clock.now()
}
