import { Id } from '@mas/contracts/core'
import { ListNoticesInput, ListNoticesOutput, Notice } from '@mas/contracts/notifications'
import { pageNotices, type NoticeRow } from '@mas/db/notifications'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { ownUserId } from './own-user.ts'

export const listNotices = query({
  verb: 'notifications.list-notices',
  summary: 'Lists one’s own notices, newest first: live, unread only, or archived.',
  permission: 'notifications.list-notices',
  refuses: ['request.cursor-invalid'],
  input: ListNoticesInput,
  output: ListNoticesOutput,
  run: async (ctx, { cursor, limit, show }) => {
    const list = `notifications.list-notices/${show}`
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageNotices(ctx.db, { userId: ownUserId(ctx), show, beforeId, limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    return { ...page, items: page.items.map(noticeOf) }
  },
})

function noticeOf(row: NoticeRow): Notice {
  const { id, kind, title, body, link } = row
  return Notice.parse({
    id,
    kind,
    title,
    body,
    link,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
    readAt: row.read_at?.toISOString() ?? null,
  })
}
