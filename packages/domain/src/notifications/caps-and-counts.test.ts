import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { decideIntents } from './decide-intent.ts'
import { expireOldNotices } from './expire-notices.ts'
import { useNotifications } from '@mas/testing/notifications-world'
import {
  archiveNotice,
  cancelIntent,
  claimSlot,
  explainIntent,
  getUnreadCount,
  listNotices,
  markAllRead,
  markRead,
  markSeen,
  notify,
  notifyFollowUpDue,
  watchNotices,
} from './index.ts'

const world = useNotifications()
const { harness } = world
const ctx = () => harness.ctx(system('test'))
const nudge = (userId: string, dedupeKey: string) =>
  ({ kind: 'progress-nudge', userIds: [userId], data: { courseName: 'SQL', percent: 40 }, dedupeKey }) as const
const own = (userId: string) => harness.ctx(someone('USER', { userId }))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

async function unreadAgrees(userId: string): Promise<number> {
  const [row] = await world.rows<{ n: number; counted: number }>(
    sql`select coalesce((select n from notifications.unread where user_id = ${userId}::uuid), 0) as n,
          (select count(*)::int from notifications.notices where user_id = ${userId}::uuid and read_at is null and archived_at is null) as counted`,
  )
  expect(row?.n).toBe(row?.counted ?? -1)
  return row?.n ?? -1
}
async function bell(userId: string, count: number) {
  await inTx(ctx(), async (t) => {
    for (let n = 0; n < count; n++)
      await notifyFollowUpDue(t, { followUpId: newId(), leadId: newId(), ownerId: userId, dueAt: '2026-11-23T04:30:00.000Z' })
  })
  await harness.drain()
  return (await listNotices(own(userId), { limit: 100 })).items.map(({ id }) => id)
}

test('twenty parallel identical requests are one intent with one answer', async () => {
  const { userId } = world.person()
  const answers = await Promise.all(Array.from({ length: 20 }, () => inTx(ctx(), (t) => notify(t, nudge(userId, 'same')))))
  expect(new Set(answers.flat()).size).toBe(1)
  await harness.drain()
  expect(await unreadAgrees(userId)).toBe(1)
})

test('ten parallel notices for one student take exactly three slots; the rest come tomorrow at 08:30, three of them then', async () => {
  const { userId, address } = world.person()
  const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => inTx(ctx(), (t) => notify(t, nudge(userId, `n${n}`)))))
  await Promise.all(ids.map((one) => decideIntents(ctx(), one)))
  await harness.drain()
  expect(await unreadAgrees(userId)).toBe(3)
  const waiting = await world.rows<{ reason: string; due_at: Date }>(
    sql`select reason, due_at from notifications.intents where user_id = ${userId}::uuid and state = 'deferred'`,
  )
  expect(waiting).toHaveLength(7)
  expect(waiting.every(({ reason, due_at }) => reason === 'cap' && due_at.toISOString() === '2026-11-24T03:00:00.000Z')).toBeTrue()
  await world.pass('2026-11-24T03:00:00.000Z')
  expect(await unreadAgrees(userId)).toBe(6)
  expect(world.mail.mailsTo(address)).toHaveLength(6)
})

test('the database itself refuses a fourth slot and a second marketing slot of a day', async () => {
  const slot = (n: number, kind: string, userId: string) =>
    sql`insert into notifications.day_slots (user_id, day, slot, claim_key, class, at) values (${userId}::uuid, '2026-11-23', ${n}, ${newId()}, ${kind}, now())`
  const userId = newId()
  expect(await refusalOf(world.rows(slot(4, 'engagement', userId)))).toContain('DrizzleQueryError')
  await world.rows(slot(1, 'marketing', userId))
  expect(await refusalOf(world.rows(slot(2, 'marketing', userId)))).toContain('DrizzleQueryError')
})

test('other channels ask for the same three slots: once per key, one for marketing, none in quiet hours, all for critical', async () => {
  const { userId } = world.person()
  const ask = (dedupeKey: string, kind: 'transactional' | 'marketing' | 'critical' | 'engagement') =>
    inTx(ctx(), (t) => claimSlot(t, { userId, class: kind, topic: 'learning', dedupeKey }))
  const parallel = await Promise.all(Array.from({ length: 12 }, (_, n) => ask(`k${n % 6}`, 'transactional')))
  expect(parallel.filter(({ answer }) => answer === 'allow').length).toBeGreaterThanOrEqual(3)
  expect(await world.rows(sql`select count(*)::int as n from notifications.day_slots where user_id = ${userId}::uuid`)).toEqual([{ n: 3 }])
  expect(await ask('m', 'marketing')).toEqual({ answer: 'suppressed', reason: 'cap' })
  expect(await ask('t', 'transactional')).toEqual({ answer: 'defer', until: new Date('2026-11-24T03:00:00.000Z'), reason: 'cap' })
  expect(await ask('c', 'critical')).toEqual({ answer: 'allow' })
  harness.clock.set('2026-11-23T17:00:00.000Z')
  expect(await ask('e', 'engagement')).toEqual({ answer: 'defer', until: new Date('2026-11-24T02:30:00.000Z'), reason: 'quiet-hours' })
})

test('staff have no cap', async () => {
  const head = world.person({ role: 'SALES_HEAD' })
  expect(await bell(head.userId, 8)).toHaveLength(8)
})

test('the unread count equals the unread notices after reading, archiving and arriving in parallel', async () => {
  const { userId } = world.person({ role: 'SALES' })
  const ids = await bell(userId, 20)
  const upTo = ids[9] ?? ''
  // Ids of one millisecond are in no order among themselves; what arrives now must be newer.
  harness.clock.advance(10)
  await Promise.all([
    ...ids.slice(0, 8).map((id) => markRead(own(userId), { ids: [id] })),
    ...ids.slice(4, 12).map((id) => archiveNotice(own(userId), { ids: [id] })),
    markRead(own(userId), { ids: ids.slice(0, 15) }),
    markAllRead(own(userId), { upToId: upTo }),
    markSeen(own(userId), { upToId: upTo }),
    bell(userId, 3),
    archiveNotice(own(userId), { ids: ids.slice(2, 6) }),
  ])
  const n = await unreadAgrees(userId)
  expect((await getUnreadCount(own(userId), {})).unread).toBe(n)
  expect(n).toBe(3)
})

test('mark-all-read leaves newer notices unread, and nobody touches another person’s', async () => {
  const { userId } = world.person({ role: 'SALES' })
  const ids = await bell(userId, 5)
  expect(await markAllRead(own(userId), { upToId: ids[2] ?? '' })).toEqual({ unread: 2 })
  const stranger = world.person()
  expect(await markRead(own(stranger.userId), { ids })).toEqual({ unread: 0 })
  expect(await archiveNotice(own(stranger.userId), { ids })).toEqual({ unread: 0 })
  expect(await unreadAgrees(userId)).toBe(2)
  expect((await listNotices(own(userId), { show: 'unread' })).items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
})

test('pages of notices follow each other without gap; a cursor of one list is none for another', async () => {
  const { userId } = world.person({ role: 'SALES' })
  const ids = await bell(userId, 7)
  const first = await listNotices(own(userId), { limit: 4 })
  const second = await listNotices(own(userId), { limit: 4, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
  expect(second.nextCursor).toBeNull()
  expect(await refusalOf(listNotices(own(userId), { show: 'archived', cursor: first.nextCursor ?? '' }))).toBe('request.cursor-invalid')
})

test('a watcher reads count and newest notice, on a topic of their own', async () => {
  const { userId } = world.person({ role: 'SALES' })
  const { topic, read } = await watchNotices.open(own(userId), {})
  expect(topic).toBe(`notices:${userId}`)
  expect(await read()).toEqual({ unread: 0, latestId: null })
  const [newest = ''] = await bell(userId, 2)
  expect(await read()).toEqual({ unread: 2, latestId: newest })
})

test('expired notices count as read after the night’s run', async () => {
  const { userId } = world.person()
  await inTx(ctx(), (t) => notify(t, { ...nudge(userId, 'short'), expiresAt: new Date('2026-11-23T10:00:00.000Z') }))
  await harness.drain()
  expect(await unreadAgrees(userId)).toBe(1)
  harness.clock.set('2026-11-23T21:45:00.000Z')
  await expireOldNotices(ctx())
  expect(await unreadAgrees(userId)).toBe(0)
})

test('a request can be taken back while it waits, and its decision can be explained', async () => {
  const { userId } = world.person()
  harness.clock.set('2026-11-23T17:00:00.000Z')
  const [intentId = ''] = await inTx(ctx(), (t) => notify(t, nudge(userId, 'late')))
  await harness.drain()
  const told = await explainIntent(harness.ctx(someone('ADMIN')), { intentId })
  expect(told).toMatchObject({
    state: 'deferred',
    decision: 'deferred',
    reason: 'quiet-hours',
    slot: null,
    facts: { class: 'engagement', quiet: { from: '22:00', to: '08:00' }, person: { role: 'USER' } },
  })
  expect(await inTx(ctx(), (t) => cancelIntent(t, 'progress-nudge', 'late'))).toBe(1)
  await world.pass('2026-11-24T02:30:00.000Z')
  expect(await unreadAgrees(userId)).toBe(0)
  expect(await refusalOf(explainIntent(harness.ctx(someone('SALES')), { intentId }))).toBe('request.forbidden')
})
