import { sql } from 'drizzle-orm'
import type { Db, Reader, Tx } from '../driver/types.ts'
import { rows, uuids } from '../rows.ts'

export interface NoticeRow extends Record<string, unknown> {
  id: string
  kind: string
  title: string
  body: string
  link: string | null
  created_at: Date
  seen_at: Date | null
  read_at: Date | null
}
export interface NoticeInsert {
  readonly id: string
  readonly userId: string
  readonly intentId: string
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly link: string | null
  readonly now: Date
  readonly expiresAt: Date | null
}

/** The counter's row is written first, always: whoever changes notices of one person does so one after the other. */
export async function insertNotice(tx: Tx, notice: NoticeInsert): Promise<void> {
  await rows(
    tx,
    sql`insert into notifications.unread as u (user_id, n) values (${notice.userId}::uuid, 1) on conflict (user_id) do update set n = u.n + 1`,
  )
  await rows(
    tx,
    sql`insert into notifications.notices (id, user_id, intent_id, kind, title, body, link, created_at, expires_at)
        values (${notice.id}::uuid, ${notice.userId}::uuid, ${notice.intentId}::uuid, ${notice.kind}, ${notice.title}, ${notice.body}, ${notice.link},
          ${notice.now.toISOString()}::timestamptz, ${notice.expiresAt?.toISOString() ?? null}::timestamptz)`,
  )
}

/** Takes the counter's row, so that nothing else of this person's changes until the commit. */
export async function lockUnread(tx: Tx, userId: string): Promise<void> {
  await rows(tx, sql`select n from notifications.unread where user_id = ${userId}::uuid for update`)
}

type Which = { readonly ids: readonly string[] } | { readonly upToId: string }
const chosen = (which: Which) => ('ids' in which ? sql`id = any(${uuids(which.ids)})` : sql`id <= ${which.upToId}::uuid`)

/** Marks own unread notices read and answers how many are unread now; call after `lockUnread`. */
export function readNotices(tx: Tx, userId: string, which: Which, now: Date): Promise<number> {
  return changeUnread(
    tx,
    userId,
    sql`update notifications.notices set read_at = ${now.toISOString()}::timestamptz, seen_at = coalesce(seen_at, ${now.toISOString()}::timestamptz)
    where user_id = ${userId}::uuid and ${chosen(which)} and read_at is null and archived_at is null returning true as was_unread`,
  )
}

export function archiveNotices(tx: Tx, userId: string, ids: readonly string[], now: Date): Promise<number> {
  return changeUnread(
    tx,
    userId,
    sql`update notifications.notices set archived_at = ${now.toISOString()}::timestamptz
    where user_id = ${userId}::uuid and ${chosen({ ids })} and archived_at is null returning read_at is null as was_unread`,
  )
}

export function expireNotices(tx: Tx, userId: string, now: Date): Promise<number> {
  return changeUnread(
    tx,
    userId,
    sql`update notifications.notices set read_at = ${now.toISOString()}::timestamptz
    where user_id = ${userId}::uuid and expires_at <= ${now.toISOString()}::timestamptz and read_at is null and archived_at is null returning true as was_unread`,
  )
}

async function changeUnread(tx: Tx, userId: string, change: ReturnType<typeof sql>): Promise<number> {
  const [row] = await rows<{ n: number }>(
    tx,
    sql`with changed as (${change})
        update notifications.unread set n = n - (select count(*) from changed where was_unread) where user_id = ${userId}::uuid returning n`,
  )
  return row?.n ?? 0
}

export async function markSeen(tx: Tx, userId: string, upToId: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update notifications.notices set seen_at = ${now.toISOString()}::timestamptz where user_id = ${userId}::uuid and id <= ${upToId}::uuid and seen_at is null and archived_at is null`,
  )
}

export async function unreadOf(reader: Reader, userId: string): Promise<number> {
  const [row] = await rows<{ n: number }>(reader, sql`select n from notifications.unread where user_id = ${userId}::uuid`)
  return row?.n ?? 0
}

const shown = {
  live: sql`archived_at is null`,
  unread: sql`read_at is null and archived_at is null`,
  archived: sql`archived_at is not null`,
}

export function pageNotices(
  db: Db,
  page: { userId: string; show: keyof typeof shown; beforeId?: string | undefined; limit: number },
): Promise<NoticeRow[]> {
  const before = page.beforeId === undefined ? sql`true` : sql`id < ${page.beforeId}::uuid`
  // Of one person as a range: only an index of persons has the rows in this order, so nobody walks those of all others.
  return rows<NoticeRow>(
    db,
    sql`select id, kind, title, body, link, created_at, seen_at, read_at from notifications.notices
        where user_id >= ${page.userId}::uuid and user_id <= ${page.userId}::uuid and ${shown[page.show]} and ${before}
        order by user_id desc, id desc limit ${page.limit}`,
  )
}

export async function latestNotice(reader: Reader, userId: string): Promise<string | null> {
  const [row] = await rows<{ id: string }>(
    reader,
    sql`select id from notifications.notices where user_id >= ${userId}::uuid and user_id <= ${userId}::uuid and archived_at is null order by user_id desc, id desc limit 1`,
  )
  return row?.id ?? null
}

export async function usersWithExpired(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ user_id: string }>(
    reader,
    sql`select distinct user_id from (select user_id from notifications.notices
          where expires_at <= ${now.toISOString()}::timestamptz and read_at is null and archived_at is null order by expires_at limit ${limit}) expired`,
  )
  return found.map(({ user_id }) => user_id)
}
