import { userBlocked } from '@mas/contracts/identity'
import { blockDormant, lockActiveAdmins } from '@mas/db/identity'
import { emit, inTx, type Ctx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { endSessions } from './end-sessions.ts'

const dormantMs = 90 * 86_400_000
const batch = 100
const reasonCode = 'dormant'

/** Blocks staff and privileged people whom nobody has seen for 90 days; an administrator can lift it. The last administrator stays. */
export async function flagDormant(ctx: Ctx): Promise<void> {
  for (let blocked = batch; blocked === batch;) {
    blocked = await inTx(ctx, async (t) => {
      const now = t.clock.now()
      await lockActiveAdmins(t.tx)
      const ids = await blockDormant(t.tx, new Date(now.getTime() - dormantMs), now, batch)
      for (const userId of ids) {
        await endSessions(t, { userId }, 'blocked')
        await emit(t, userBlocked, { userId, reasonCode })
      }
      await recordMany(
        t,
        ids.map((id) => ({
          action: 'identity.block-user',
          subject: { type: 'user', id },
          before: { state: 'active' },
          after: { state: 'blocked', reasonCode },
          reason: 'not seen for 90 days',
        })),
      )
      return ids.length
    })
  }
}
