import { sql } from '@mas/db'
import { inTx, newId, system, type Ports } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import { cancelIntent, deliverIdentityMail, listNotices, notify, notifyImportFinished } from './index.ts'
import { purgeOldBodies } from './purge-bodies.ts'

let mode: 'sandbox' | 'off' = 'sandbox'
/** A provider that recognises repetitions by their key; the first so many answers are lost. */
let lost = 0
let keys: string[] = []
const silent: Ports['emailSender'] = {
  get mode() {
    return mode
  },
  vendor: 'smtp',
  repeatable: true,
  send: async (mail, key) => {
    keys.push(key)
    return lost-- > 0 ? { outcome: 'in_doubt', reason: 'no answer' } : { outcome: 'ok', value: { providerId: mail.messageId } }
  },
}
const world = useNotifications({ emailSender: silent })
const { harness } = world
const ctx = () => harness.ctx(system('test'))
const nudge = { kind: 'progress-nudge', data: { courseName: 'SQL', percent: 40 } } as const
const mailsOf = (userId: string) =>
  world.rows<{ state: string; body_text: string | null }>(
    sql`select state, body_text from notifications.emails where user_id = ${userId}::uuid`,
  )
beforeEach(() => {
  mode = 'sandbox'
  lost = 0
  keys = []
  harness.clock.set('2026-11-23T04:30:00.000Z')
})

test('a transaction that fails has told nobody', async () => {
  const { userId } = world.person()
  const failed = inTx(ctx(), async (t) => {
    await notify(t, { ...nudge, userIds: [userId], dedupeKey: 'x' })
    throw new Error('undo')
  })
  expect(await refusalOf(failed)).toBe('Error: undo')
  await harness.drain()
  expect(await world.rows(sql`select 1 as one from notifications.intents where user_id = ${userId}::uuid`)).toEqual([])
})

test('a thousand people are told in one request, each once; more, or data that does not fit, is refused', async () => {
  const people = Array.from({ length: 1_000 }, () => world.person({ role: 'SALES' }).userId)
  const ids = await inTx(ctx(), (t) => notify(t, { ...nudge, userIds: people, dedupeKey: 'all' }))
  expect(new Set(ids).size).toBe(1_000)
  expect(await inTx(ctx(), (t) => notify(t, { ...nudge, userIds: people.slice(0, 3), dedupeKey: 'all' }))).toEqual(ids.slice(0, 3))
  expect(await inTx(ctx(), (t) => cancelIntent(t, 'progress-nudge', 'all'))).toBe(1_000)
  expect(await refusalOf(inTx(ctx(), (t) => notify(t, { ...nudge, userIds: [...people, newId()], dedupeKey: 'more' })))).toBe(
    'notifications.data-invalid',
  )
  expect(
    await refusalOf(
      inTx(ctx(), (t) => notify(t, { ...nudge, data: { courseName: 'SQL', percent: 140 }, userIds: people.slice(0, 1), dedupeKey: 'bad' })),
    ),
  ).toBe('notifications.data-invalid')
})

test('with e-mail switched off the bell still rings, identity hears why, and what is queued waits', async () => {
  const { userId } = world.person({ role: 'SALES_HEAD' })
  const finished = { importId: newId(), by: userId, counts: { created: 1, matched: 0, updated: 0, rejected: 0 }, drift: 2 }
  mode = 'off'
  await inTx(ctx(), (t) => notifyImportFinished(t, finished))
  await harness.drain()
  const { items } = await listNotices(harness.ctx(someone('SALES_HEAD', { userId, pages: [] })), {})
  expect(items).toMatchObject([
    {
      title: 'Your lead import is finished',
      body: '1 new, 0 updated, 0 known, 0 not taken. 2 differ from the preview.',
      link: `/leads/imports/${finished.importId}`,
    },
  ])
  expect(
    await world.rows(sql`select state, facts #>> '{dropped,email}' as dropped from notifications.intents where user_id = ${userId}::uuid`),
  ).toEqual([{ state: 'settled', dropped: 'channel-off' }])
  const code = { messageId: newId(), kind: 'code', platform: 'mr-hire', to: 'a@people.example', data: {}, secret: '1' } as const
  expect(await deliverIdentityMail(ctx(), code)).toEqual({ outcome: 'refused', reason: 'channel-off', retry: 'later' })
})

test('rendered texts go after the retention, the row stays', async () => {
  const { userId } = world.person({ role: 'SALES_HEAD' })
  await inTx(ctx(), (t) =>
    notifyImportFinished(t, { importId: newId(), by: userId, counts: { created: 1, matched: 0, updated: 0, rejected: 0 }, drift: 0 }),
  )
  await harness.drain()
  const [kept] = await mailsOf(userId)
  expect(kept?.body_text).toContain('Your import is finished')
  // The footer's links are keys to the person's preferences: they went out and are not kept.
  expect(kept?.body_text).not.toContain('preferences')
  harness.clock.set('2027-05-22T04:30:00.000Z')
  await purgeOldBodies(ctx())
  expect((await mailsOf(userId))[0]?.body_text).not.toBeNull()
  harness.clock.set('2027-05-22T04:30:00.001Z')
  await purgeOldBodies(ctx())
  expect(await mailsOf(userId)).toEqual([{ state: 'sent', body_text: null }])
})

test('a lost queue loses nothing: the sweep finds what is due in the rows', async () => {
  const { userId } = world.person({ role: 'SALES_HEAD' })
  await inTx(ctx(), (t) =>
    notifyImportFinished(t, { importId: newId(), by: userId, counts: { created: 1, matched: 0, updated: 0, rejected: 0 }, drift: 0 }),
  )
  await world.rows(sql`delete from pgboss.job where state = 'created'`)
  await world.pass('2026-11-23T04:31:00.000Z')
  expect((await mailsOf(userId)).map(({ state }) => state)).toEqual(['sent'])
})

test('where the provider recognises repetitions, any mail in doubt is asked for again with the same key until it is settled', async () => {
  const { userId } = world.person({ role: 'SALES_HEAD' })
  lost = 3
  await inTx(ctx(), (t) => notify(t, { ...nudge, userIds: [userId], dedupeKey: 'again' }))
  await harness.drain()
  for (const minute of ['40', '50']) await world.pass(`2026-11-23T04:${minute}:00.000Z`)
  expect((await mailsOf(userId)).map(({ state }) => state)).toEqual(['in_doubt'])
  await world.pass('2026-11-23T05:00:00.000Z')
  expect((await mailsOf(userId)).map(({ state }) => state)).toEqual(['sent'])
  expect([keys.length, new Set(keys).size]).toEqual([4, 1])
})
