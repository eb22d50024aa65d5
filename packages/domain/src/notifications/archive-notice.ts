import { ArchiveNoticeInput, UnreadCount } from '@mas/contracts/notifications'
import { lockUnread, archiveNotices } from '@mas/db/notifications'
import { command, notify as wake } from '@mas/kernel'
import { noticesTopic } from './materialise.ts'
import { ownUserId } from './own-user.ts'

export const archiveNotice = command({
  verb: 'notifications.archive-notice',
  summary: 'Puts some of one’s own notices away; an unread one no longer counts.',
  permission: 'notifications.archive-notice',
  input: ArchiveNoticeInput,
  output: UnreadCount,
  run: async (t, { ids }) => {
    const userId = ownUserId(t)
    await lockUnread(t.tx, userId)
    const unread = await archiveNotices(t.tx, userId, ids, t.clock.now())
    await wake(t, noticesTopic(userId))
    return { unread }
  },
})
