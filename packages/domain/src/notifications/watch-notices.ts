import { NoticesNow, WatchNoticesInput } from '@mas/contracts/notifications'
import { latestNotice, unreadOf } from '@mas/db/notifications'
import { watch } from '@mas/kernel'
import { noticesTopic } from './materialise.ts'
import { ownUserId } from './own-user.ts'

export const watchNotices = watch({
  verb: 'notifications.watch-notices',
  summary: 'Tells the unread count and the newest notice now and after every change; what was missed meanwhile is listed from there.',
  permission: 'notifications.watch-notices',
  input: WatchNoticesInput,
  output: NoticesNow,
  topic: (ctx) => noticesTopic(ownUserId(ctx)),
  read: async (ctx) => {
    const userId = ownUserId(ctx)
    return { unread: await unreadOf(ctx.db, userId), latestId: await latestNotice(ctx.db, userId) }
  },
})
