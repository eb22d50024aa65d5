import { expireNotices, lockUnread, usersWithExpired } from '@mas/db/notifications'
import { inTx, notify as wake, type Ctx } from '@mas/kernel'
import { noticesTopic } from './materialise.ts'

const usersAtOnce = 500

/** Notices whose time is over count as read; the counter follows in the same transaction. */
export async function expireOldNotices(ctx: Ctx): Promise<void> {
  for (;;) {
    const users = await usersWithExpired(ctx.db, ctx.clock.now(), usersAtOnce)
    for (const userId of users)
      await inTx(ctx, async (t) => {
        await lockUnread(t.tx, userId)
        await expireNotices(t.tx, userId, t.clock.now())
        await wake(t, noticesTopic(userId))
      })
    if (users.length === 0) return
  }
}
