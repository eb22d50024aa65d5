import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import {
  checkAddress,
  deliverIdentityMail,
  getEmail,
  listEmails,
  listNotices,
  notify,
  notifyWelcome,
  resendEmail,
  type IdentityMail,
} from './index.ts'

const world = useNotifications()
const { harness, mail } = world
const admin = someone('ADMIN')
const ctx = () => harness.ctx(system('identity.send-notice'))
const codeFor = (to: string, facts: Partial<IdentityMail> = {}): IdentityMail => ({
  messageId: newId(),
  kind: 'code',
  platform: 'mr-mentor',
  to,
  data: { name: 'Asha <Rao>', purpose: 'verify-email' },
  secret: '483920',
  expiresAt: new Date(harness.clock.now().getTime() + 600_000),
  ...facts,
})
const fresh = (how = 'asha') => `${how}+${newId()}@people.example`
beforeEach(() => harness.clock.set('2026-11-23T18:00:00.000Z'))

test('a sign-up at 23:30: code and welcome leave at once, a nudge waits until 08:00:00 and takes a slot of the new day', async () => {
  const person = world.person()
  expect(await deliverIdentityMail(ctx(), codeFor(person.address))).toEqual({ outcome: 'ok', value: { accepted: true } })
  await inTx(ctx(), (t) => notifyWelcome(t, { userId: person.userId, platform: 'mr-mentor' }))
  const [nudge = ''] = await inTx(ctx(), (t) =>
    notify(t, { kind: 'progress-nudge', userIds: [person.userId], data: { courseName: 'SQL', percent: 40 }, dedupeKey: 'sql' }),
  )
  await world.pass('2026-11-23T18:00:00.000Z')
  expect(
    mail
      .mailsTo(person.address)
      .map(({ subject }) => subject)
      .toSorted(),
  ).toEqual(['Welcome to Mr. Mentor', 'Your Mr. Mentor code'])
  expect(await world.rows(sql`select state, reason, due_at from notifications.intents where id = ${nudge}::uuid`)).toEqual([
    { state: 'deferred', reason: 'quiet-hours', due_at: new Date('2026-11-24T02:30:00.000Z') },
  ])

  await world.pass('2026-11-24T02:29:59.999Z')
  expect(mail.mailsTo(person.address)).toHaveLength(2)
  await world.pass('2026-11-24T02:30:00.000Z')
  expect(mail.mailsTo(person.address).map(({ subject }) => subject)).toContain('SQL: you are at 40 %')
  const slots = await world.rows(
    sql`select day::text as day, slot, class from notifications.day_slots where user_id = ${person.userId}::uuid order by day`,
  )
  expect(slots).toEqual([
    { day: '2026-11-23', slot: 1, class: 'transactional' },
    { day: '2026-11-24', slot: 1, class: 'engagement' },
  ])
  const { items } = await listNotices(harness.ctx(someone('USER', { userId: person.userId })), {})
  expect(items.map(({ title }) => title)).toEqual(['SQL: 40 %', 'Welcome to Mr. Mentor'])
})

test('a mail is text and accessible html with a fixed Message-ID; critical mail carries no unsubscribe header', async () => {
  const to = fresh()
  await deliverIdentityMail(ctx(), codeFor(to))
  await harness.drain()
  const [got] = mail.mailsTo(to)
  if (got === undefined) throw new Error('no mail arrived')
  const headers = new Map(got.headers.map(([name, value]) => [name.toLowerCase(), value]))
  const [row] = await world.rows<{ id: string; intent_id: string }>(
    sql`select id, intent_id from notifications.emails where to_address = ${to}`,
  )
  expect(got.messageId).toBe(`<${row?.id}@mail.mas.example>`)
  expect(headers.get('auto-submitted')).toBe('auto-generated')
  expect(headers.get('x-entity-ref-id')).toBe(row?.intent_id ?? '')
  expect(headers.has('list-unsubscribe')).toBeFalse()
  expect(got.from).toContain('mentor-no-reply@mail.mas.example')
  expect(got.text).toContain('483920')
  expect(got.html).toContain('<html lang="en">')
  expect(got.html).toContain('Asha &lt;Rao&gt;')
})

test('the code is in no row, no log and no answer, and its seal is gone once it is sent', async () => {
  const to = fresh()
  await deliverIdentityMail(ctx(), codeFor(to, { secret: '739154' }))
  const [before] = await world.rows<{ sealed: string }>(sql`select sealed from notifications.intents where address = ${to}`)
  expect(before?.sealed).toStartWith('v1.')
  await harness.drain()
  expect(mail.mailsTo(to)[0]?.text).toContain('739154')
  const [row] = (await listEmails(harness.ctx(admin), { address: to })).items
  if (row === undefined) throw new Error('no row')
  expect(await getEmail(harness.ctx(admin), { emailId: row.id })).toMatchObject({
    email: { subject: 'redacted', state: 'sent' },
    text: null,
    attempts: [{ number: 1, outcome: 'ok' }],
  })
  const dump = await world.rows<{ found: string }>(
    sql`select i::text || e::text as found from notifications.intents i join notifications.emails e on e.intent_id = i.id where i.address = ${to}`,
  )
  const jobs = await world.rows(sql`select 1 as one from pgboss.job where data::text like '%739154%'`)
  expect(JSON.stringify(dump)).not.toContain('739154')
  expect(jobs).toEqual([])
  expect(await world.rows(sql`select sealed from notifications.intents where address = ${to}`)).toEqual([{ sealed: null }])
  expect(harness.logged()).not.toContain('739154')
})

test('a code that has expired is failed, never sent late and never again by hand', async () => {
  const to = fresh('limit')
  await deliverIdentityMail(ctx(), codeFor(to))
  await harness.drain()
  await world.pass('2026-11-23T18:11:00.000Z')
  expect(mail.mailsTo(to)).toEqual([])
  const { items } = await listEmails(harness.ctx(admin), { address: to })
  const again = resendEmail(harness.ctx(admin), { emailId: items[0]?.id ?? '', reason: 'please again' })
  expect(await refusalOf(again)).toBe('notifications.not-resendable')
  expect(items).toMatchObject([{ state: 'failed', lastError: 'expired', attempts: 1 }])
  expect(await world.rows(sql`select sealed, state from notifications.intents where address = ${to}`)).toEqual([
    { sealed: null, state: 'settled' },
  ])
  expect(await deliverIdentityMail(ctx(), codeFor(to, { expiresAt: harness.clock.now() }))).toMatchObject({
    outcome: 'refused',
    reason: 'expired',
  })
})

test('twenty parallel hand-overs of one mail are one request and one mail', async () => {
  const handed = codeFor(fresh())
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliverIdentityMail(ctx(), handed)))
  expect(answers.every(({ outcome }) => outcome === 'ok')).toBeTrue()
  await harness.drain()
  expect(mail.mailsTo(handed.to)).toHaveLength(1)
  expect(await world.rows(sql`select count(*)::int as n from notifications.intents where address = ${handed.to}`)).toEqual([{ n: 1 }])
})

test('a mailbox that the relay says does not exist is suppressed, also for the next code, and check-address says so', async () => {
  const to = fresh('reject')
  await deliverIdentityMail(ctx(), codeFor(to))
  await harness.drain()
  expect((await listEmails(harness.ctx(admin), { address: to })).items).toMatchObject([{ state: 'failed', lastError: 'hard-bounce' }])
  expect(await checkAddress(ctx(), { address: to.toUpperCase() })).toEqual({ ok: false, reason: 'hard-bounce' })
  expect(await deliverIdentityMail(ctx(), codeFor(to))).toMatchObject({ outcome: 'refused', reason: 'suppressed', retry: 'never' })
  const told = await world.rows<{ name: string; data: Record<string, unknown> }>(
    sql`select name, data from events.outbox where name in ('notifications.email-bounced', 'notifications.address-suppressed') order by name`,
  )
  expect(told.map(({ name }) => name)).toEqual(['notifications.address-suppressed', 'notifications.email-bounced'])
  expect(JSON.stringify(told)).not.toContain('people.example')
})

test('blocked people, wrong data and line breaks in the address are refused with their reason', async () => {
  const blocked = world.person({ state: 'blocked' })
  expect(await deliverIdentityMail(ctx(), codeFor(blocked.address, { userId: blocked.userId }))).toMatchObject({
    outcome: 'refused',
    reason: 'blocked',
  })
  expect(await deliverIdentityMail(ctx(), codeFor('a@people.example\r\nBcc: b@people.example'))).toMatchObject({
    outcome: 'refused',
    reason: 'data-invalid',
  })
  expect(await deliverIdentityMail(ctx(), codeFor(fresh(), { kind: 'role-changed' }))).toMatchObject({
    outcome: 'refused',
    reason: 'data-invalid',
  })
})
