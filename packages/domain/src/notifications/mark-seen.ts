import { MarkUpToInput, UnreadCount } from '@mas/contracts/notifications'
import { lockUnread, markSeen as markSeenRows, unreadOf } from '@mas/db/notifications'
import { command } from '@mas/kernel'
import { ownUserId } from './own-user.ts'

export const markSeen = command({
  verb: 'notifications.mark-seen',
  summary: 'Notes that one’s own notices were in view; seeing is not reading, so the count stays.',
  permission: 'notifications.mark-seen',
  input: MarkUpToInput,
  output: UnreadCount,
  run: async (t, { upToId }) => {
    const userId = ownUserId(t)
    await lockUnread(t.tx, userId)
    await markSeenRows(t.tx, userId, upToId, t.clock.now())
    return { unread: await unreadOf(t.tx, userId) }
  },
})
