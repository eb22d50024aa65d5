import { MarkReadInput, UnreadCount } from '@mas/contracts/notifications'
import { lockUnread, readNotices } from '@mas/db/notifications'
import { command, notify as wake } from '@mas/kernel'
import { noticesTopic } from './materialise.ts'
import { ownUserId } from './own-user.ts'

export const markRead = command({
  verb: 'notifications.mark-read',
  summary: 'Marks some of one’s own notices read; ids of others change nothing.',
  permission: 'notifications.mark-read',
  input: MarkReadInput,
  output: UnreadCount,
  run: async (t, { ids }) => {
    const userId = ownUserId(t)
    await lockUnread(t.tx, userId)
    const unread = await readNotices(t.tx, userId, { ids }, t.clock.now())
    await wake(t, noticesTopic(userId))
    return { unread }
  },
})
