import { sql } from '@mas/db'
import { anonymous, inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import {
  checkAddress,
  deliverIdentityMail,
  liftSuppression,
  listEmails,
  listSuppressions,
  queueEmail,
  suppress,
  unsubscribe,
} from './index.ts'

const world = useNotifications()
const { harness, mail } = world
const admin = () => harness.ctx(someone('ADMIN'))
const ctx = () => harness.ctx(system('test'))
const address = () => `asha+${newId()}@people.example`
const nurture = async (to: string, key: string) => {
  await inTx(ctx(), (t) =>
    queueEmail(t, {
      kind: 'lead-nurture',
      address: to,
      leadId: newId(),
      data: { fullName: 'Asha', courseName: 'SQL', link: 'https://mas.example/sql' },
      dedupeKey: key,
      origin: 'run:1',
    }),
  )
  await harness.drain()
}
const intentOf = async (to: string, key: string) =>
  world.rows(sql`select state, reason from notifications.intents where address = ${to} and dedupe_key = ${key}`)
const events = (name: string) => world.rows<{ data: Record<string, unknown> }>(sql`select data from events.outbox where name = ${name}`)
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

test('one click leaves one list, twice is once; the next of that list is not sent, a code still is', async () => {
  const to = address()
  await nurture(to, 'one')
  const headers = new Map(mail.mailsTo(to)[0]?.headers.map(([name, value]) => [name.toLowerCase(), value]))
  expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  const token = /<https:\/\/mas\.example\/u\/([^>]+)>, <mailto:/.exec(headers.get('list-unsubscribe') ?? '')?.[1] ?? ''
  const click = () => unsubscribe(harness.ctx(anonymous), { token })
  expect(await Promise.all([click(), click(), click()])).toEqual([
    { list: 'lead-nurture' },
    { list: 'lead-nurture' },
    { list: 'lead-nurture' },
  ])
  expect((await listSuppressions(admin(), { address: to })).items).toMatchObject([
    { scope: 'lead-nurture', reason: 'unsubscribe', address: to },
  ])
  expect(await events('notifications.address-suppressed')).toHaveLength(1)

  await nurture(to, 'two')
  expect(await intentOf(to, 'two')).toEqual([{ state: 'suppressed', reason: 'list' }])
  expect(await checkAddress(ctx(), { address: to })).toEqual({ ok: true, reason: null })
  await deliverIdentityMail(ctx(), { messageId: newId(), kind: 'code', platform: 'mr-hire', to, data: {}, secret: '111111' })
  await harness.drain()
  expect(mail.mailsTo(to)).toHaveLength(2)
  expect(await refusalOf(unsubscribe(harness.ctx(anonymous), { token: `${token}x` }))).toBe('notifications.token-invalid')
})

test('an address suppressed while its mail waits is not mailed: the claim decides again', async () => {
  const to = address()
  await inTx(ctx(), (t) =>
    queueEmail(t, {
      kind: 'product-news',
      address: to,
      data: { headline: 'h', summary: 's', link: 'https://mas.example' },
      dedupeKey: 'w',
    }),
  )
  await suppress(admin(), { address: to, scope: 'all', note: 'asked by phone' })
  await harness.drain()
  expect(mail.mailsTo(to)).toEqual([])
  expect(await intentOf(to, 'w')).toEqual([{ state: 'suppressed', reason: 'address' }])
})

test('mail that waited into the quiet hours is deferred by the claim, spread over a quarter of an hour', async () => {
  const to = address()
  mail.faults.add('limit', 1)
  await inTx(ctx(), (t) =>
    queueEmail(t, {
      kind: 'product-news',
      address: to,
      data: { headline: 'h', summary: 's', link: 'https://mas.example' },
      dedupeKey: 'q',
    }),
  )
  await harness.drain()
  await world.pass('2026-11-23T17:00:00.000Z')
  const [waiting] = (await listEmails(admin(), { address: to })).items
  expect(waiting).toMatchObject({ state: 'deferred', lastError: 'quiet-hours' })
  const due = Date.parse(waiting?.dueAt ?? '')
  expect(due).toBeGreaterThanOrEqual(Date.parse('2026-11-24T02:30:00.000Z'))
  expect(due).toBeLessThan(Date.parse('2026-11-24T02:45:00.000Z'))
  await world.pass('2026-11-24T02:46:00.000Z')
  expect(mail.mailsTo(to)).toHaveLength(1)
})

test('suppressing and lifting by hand need a reason; a complaint stays', async () => {
  const to = address()
  expect(await refusalOf(suppress(admin(), { address: to, scope: 'all' }))).toBe('notifications.reason-required')
  expect(await refusalOf(suppress(admin(), { address: 'nobody', scope: 'all', note: 'x' }))).toBe('notifications.data-invalid')
  const row = await suppress(admin(), { address: to, scope: 'all', note: 'asked by phone' })
  expect(await refusalOf(liftSuppression(admin(), { suppressionId: row.id }))).toBe('notifications.reason-required')
  expect(await liftSuppression(admin(), { suppressionId: row.id, note: 'asked again' })).toMatchObject({
    liftedAt: '2026-11-23T04:30:00.000Z',
  })
  expect(await checkAddress(ctx(), { address: to })).toEqual({ ok: true, reason: null })
  await world.rows(
    sql`insert into notifications.suppressions (id, address_hash, scope, reason, created_at, created_by) values (${row.id.replace(/.$/, row.id.endsWith('0') ? '1' : '0')}::uuid, 'h', 'all', 'complaint', now(), 'test')`,
  )
  const [complaint] = (await listSuppressions(admin(), {})).items.filter(({ reason }) => reason === 'complaint')
  expect(await refusalOf(liftSuppression(admin(), { suppressionId: complaint?.id ?? '', note: 'please' }))).toBe(
    'notifications.complaint-not-liftable',
  )
  expect(await refusalOf(liftSuppression(admin(), { suppressionId: newId(), note: 'please' }))).toBe('request.not-found')
})

test('twenty parallel suppressions of one address are one row and one event; one that ran out begins again', async () => {
  const to = address()
  const before = (await events('notifications.address-suppressed')).length
  await Promise.all(Array.from({ length: 20 }, () => suppress(admin(), { address: to, scope: 'events', note: 'asked by phone' })))
  expect((await listSuppressions(admin(), { address: to })).items).toHaveLength(1)
  expect(await events('notifications.address-suppressed')).toHaveLength(before + 1)
  await world.rows(sql`update notifications.suppressions set expires_at = '2026-11-23T04:00:00Z' where address = ${to}`)
  expect(await suppress(admin(), { address: to, scope: 'events', note: 'again' })).toMatchObject({ expiresAt: null, note: 'again' })
})
