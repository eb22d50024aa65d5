import { MarkUpToInput, UnreadCount } from '@mas/contracts/notifications'
import { lockUnread, readNotices } from '@mas/db/notifications'
import { command, notify as wake } from '@mas/kernel'
import { noticesTopic } from './materialise.ts'
import { ownUserId } from './own-user.ts'

export const markAllRead = command({
  verb: 'notifications.mark-all-read',
  summary: 'Marks one’s own notices read up to the newest one in view; newer ones stay unread.',
  permission: 'notifications.mark-all-read',
  input: MarkUpToInput,
  output: UnreadCount,
  run: async (t, { upToId }) => {
    const userId = ownUserId(t)
    await lockUnread(t.tx, userId)
    const unread = await readNotices(t.tx, userId, { upToId }, t.clock.now())
    await wake(t, noticesTopic(userId))
    return { unread }
  },
})
