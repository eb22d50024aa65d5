import { sql } from '@mas/db'
import { anonymous, inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import {
  erasePerson,
  getLinkedPreferences,
  getPreferences,
  listNotices,
  notify,
  setLinkedPreferences,
  setPreferences,
  setQuietHours,
} from './index.ts'

const world = useNotifications()
const { harness, mail } = world
const own = (userId: string) => harness.ctx(someone('USER', { userId }))
const ask = async (userId: string, kind: 'progress-nudge' | 'product-news') => {
  const dedupeKey = newId()
  const [id = ''] = await inTx(harness.ctx(system('test')), (t) =>
    kind === 'progress-nudge'
      ? notify(t, { kind, userIds: [userId], data: { courseName: 'SQL', percent: 4 }, dedupeKey })
      : notify(t, { kind, userIds: [userId], data: { headline: 'h', summary: 's', link: 'https://mas.example' }, dedupeKey }),
  )
  await harness.drain()
  const [intent] = await world.rows<{ state: string; reason: string | null; facts: { dropped: unknown } }>(
    sql`select state, reason, facts from notifications.intents where id = ${id}::uuid`,
  )
  return intent
}
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

test('everything is on but offers by mail; account and payments cannot be switched off', async () => {
  const { userId } = world.person()
  const { topics, quietHours, quietHoursOwn } = await getPreferences(own(userId), {})
  expect(topics.filter(({ on }) => !on).map(({ topic, channel }) => `${topic}/${channel}`)).toEqual(['offers/email'])
  expect({ quietHours, quietHoursOwn }).toEqual({
    quietHours: { from: '22:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] },
    quietHoursOwn: false,
  })
  expect(await refusalOf(setPreferences(own(userId), { changes: [{ topic: 'payments', channel: 'email', on: false }] }))).toBe(
    'notifications.topic-mandatory',
  )
  expect(await refusalOf(getPreferences(harness.ctx(anonymous), {}))).toBe('request.unauthenticated')
})

test('a channel that is off falls out with its reason; with none left nothing is told', async () => {
  const { userId, address } = world.person()
  await setPreferences(own(userId), { changes: [{ topic: 'progress', channel: 'email', on: false }] })
  expect(await ask(userId, 'progress-nudge')).toMatchObject({ state: 'settled', facts: { dropped: { email: 'preference' } } })
  expect(mail.mailsTo(address)).toEqual([])
  expect((await listNotices(own(userId), {})).items).toHaveLength(1)
  await setPreferences(own(userId), { changes: [{ topic: 'progress', channel: 'in-app', on: false }] })
  expect(await ask(userId, 'progress-nudge')).toMatchObject({ state: 'suppressed', reason: 'preference' })
  expect(await ask(userId, 'product-news')).toMatchObject({ state: 'suppressed', reason: 'preference' })
  await setPreferences(own(userId), { changes: [{ topic: 'offers', channel: 'email', on: true }] })
  expect(await ask(userId, 'product-news')).toMatchObject({ state: 'settled' })
  expect(await ask(userId, 'product-news')).toMatchObject({ state: 'suppressed', reason: 'cap' })
})

test('the link in a mail opens and changes the matrix without sign-in, and is good for nothing else', async () => {
  const { userId, address } = world.person()
  await ask(userId, 'progress-nudge')
  const token = /https:\/\/mas\.example\/preferences\/([\w.-]+)/.exec(mail.mailsTo(address)[0]?.text ?? '')?.[1] ?? ''
  const opened = await setLinkedPreferences(harness.ctx(anonymous), {
    token,
    changes: [{ topic: 'progress', channel: 'email', on: false }],
  })
  expect(opened.topics).toContainEqual({ topic: 'progress', channel: 'email', on: false, mandatory: false })
  expect(await getLinkedPreferences(harness.ctx(anonymous), { token })).toEqual(await getPreferences(own(userId), {}))
  expect(await refusalOf(getLinkedPreferences(harness.ctx(anonymous), { token: `v1.${token}` }))).toBe('notifications.token-invalid')
})

test('own quiet hours hold in the person’s own zone and can be given back', async () => {
  const { userId } = world.person({ zone: 'America/New_York' })
  const set = (quietHours: Parameters<typeof setQuietHours>[1]['quietHours']) => setQuietHours(own(userId), { quietHours })
  expect(await refusalOf(set({ from: '09:00', to: '09:00', days: [1] }))).toBe('notifications.quiet-invalid')
  expect(await refusalOf(set({ from: '09:00', to: '10:00', days: [] }))).toBe('notifications.quiet-invalid')
  // 04:30Z on Monday is 23:30 on Sunday in New York.
  expect((await set({ from: '23:00', to: '23:45', days: [7] })).quietHoursOwn).toBeTrue()
  expect(await ask(userId, 'progress-nudge')).toMatchObject({ state: 'deferred', reason: 'quiet-hours' })
  expect(await world.rows(sql`select due_at from notifications.intents where user_id = ${userId}::uuid`)).toEqual([
    { due_at: new Date('2026-11-23T04:45:00.000Z') },
  ])
  expect((await set(null)).quietHoursOwn).toBeFalse()
})

test('an erased person leaves no address, words or data behind', async () => {
  const { userId, address } = world.person()
  await ask(userId, 'progress-nudge')
  await inTx(harness.ctx(system('admin.erase')), (t) => erasePerson(t, { userId, address }))
  const [kept] = await world.rows<{ found: string }>(
    sql`select concat((select string_agg(i::text, '') from notifications.intents i), (select string_agg(e::text, '') from notifications.emails e where user_id = ${userId}::uuid)) as found`,
  )
  expect(kept?.found).not.toContain(address)
  expect((await listNotices(own(userId), {})).items).toEqual([])
})
