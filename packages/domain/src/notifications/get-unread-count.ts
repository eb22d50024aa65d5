import { GetUnreadCountInput, UnreadCount } from '@mas/contracts/notifications'
import { unreadOf } from '@mas/db/notifications'
import { query } from '@mas/kernel'
import { ownUserId } from './own-user.ts'

export const getUnreadCount = query({
  verb: 'notifications.get-unread-count',
  summary: 'Tells how many of one’s own notices are unread and not archived.',
  permission: 'notifications.get-unread-count',
  input: GetUnreadCountInput,
  output: UnreadCount,
  run: async (ctx) => ({ unread: await unreadOf(ctx.db, ownUserId(ctx)) }),
})
