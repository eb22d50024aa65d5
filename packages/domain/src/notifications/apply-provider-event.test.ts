import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import type { EmailEvent } from '@mas/kernel/ports/email-events'
import { someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import { acceptEmailEvents, checkAddress, getEmail, listEmails, queueEmail } from './index.ts'

const world = useNotifications()
const { harness } = world
const ctx = () => harness.ctx(system('test'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

async function sent(to = `asha+${newId()}@people.example`, origin?: string) {
  await inTx(ctx(), (t) =>
    queueEmail(t, {
      kind: 'product-news',
      address: to,
      data: { headline: 'h', summary: 's', link: 'https://mas.example' },
      dedupeKey: newId(),
      ...(origin !== undefined && { origin }),
    }),
  )
  await harness.drain()
  const [mail] = (await listEmails(harness.ctx(someone('ADMIN')), { address: to })).items
  if (mail === undefined) throw new Error('no mail was made')
  return { to, mail }
}
const event = (of: { to: string; mail: { messageId: string } }, type: EmailEvent['type'], facts: Partial<EmailEvent> = {}): EmailEvent => ({
  eventId: newId(),
  type,
  providerId: of.mail.messageId,
  at: harness.clock.now(),
  recipients: [of.to],
  ...facts,
})
const tell = async (...events: EmailEvent[]) => {
  await inTx(ctx(), (t) => acceptEmailEvents(t, 'smtp', events))
  await harness.drain()
}
const stateOf = async (mail: { id: string }) => (await getEmail(harness.ctx(someone('ADMIN')), { emailId: mail.id })).email.state
const heard = (name: string, emailId: string) =>
  world.rows<{ data: Record<string, unknown> }>(
    sql`select data from events.outbox where name = ${name} and data ->> 'emailId' = ${emailId}`,
  )

test('states only rise: events out of order and told twice end where the truth is', async () => {
  const one = await sent(undefined, 'run:7')
  const delivered = event(one, 'delivered')
  await tell(delivered, event(one, 'opened'))
  await tell(delivered, event(one, 'sent'))
  expect(await stateOf(one.mail)).toBe('delivered')
  expect(await heard('notifications.email-delivered', one.mail.id)).toEqual([{ data: expect.objectContaining({ origin: 'run:7' }) }])
  await tell(event(one, 'bounced', { permanent: true, reason: 'unknown mailbox' }), event(one, 'delivered'))
  expect(await stateOf(one.mail)).toBe('bounced')
  const { events } = await getEmail(harness.ctx(someone('ADMIN')), { emailId: one.mail.id })
  expect(events.map(({ type }) => type).toSorted()).toEqual(['bounced', 'delivered', 'delivered', 'opened', 'sent'])
})

test('a bounce for good suppresses everything and says so once', async () => {
  const one = await sent()
  const bounced = event(one, 'bounced', { permanent: true, reason: 'unknown mailbox' })
  await Promise.all(Array.from({ length: 8 }, () => inTx(ctx(), (t) => acceptEmailEvents(t, 'smtp', [bounced]))))
  await harness.drain()
  expect(await checkAddress(ctx(), { address: one.to })).toEqual({ ok: false, reason: 'hard-bounce' })
  expect(await heard('notifications.email-bounced', one.mail.id)).toEqual([
    { data: expect.objectContaining({ permanent: true, reason: 'unknown mailbox' }) },
  ])
})

test('three temporary bounces in a fortnight stop an address for thirty days', async () => {
  const to = `soft+${newId()}@people.example`
  for (let n = 1; n <= 3; n++) {
    expect(await checkAddress(ctx(), { address: to })).toMatchObject({ ok: true })
    await tell(event(await sent(to), 'bounced', { permanent: false, reason: 'mailbox full' }))
  }
  expect(await checkAddress(ctx(), { address: to })).toEqual({ ok: false, reason: 'soft-bounces' })
  harness.clock.set('2026-12-23T04:30:00.000Z')
  expect(await checkAddress(ctx(), { address: to })).toMatchObject({ ok: true })
})

test('a complaint suppresses everything', async () => {
  const one = await sent()
  await tell(event(one, 'complained'))
  expect(await stateOf(one.mail)).toBe('complained')
  expect(await checkAddress(ctx(), { address: one.to })).toEqual({ ok: false, reason: 'complaint' })
})

test('an event that comes before its mail is known waits and is applied; one that fits nothing is filed after a day', async () => {
  const messageId = `<${newId()}@elsewhere.example>`
  // Others send through the same account: what waits in front are events of their mails.
  await tell(event({ to: 'y@people.example', mail: { messageId: '<theirs@elsewhere.example>' } }, 'delivered'))
  await world.rows(
    sql`insert into notifications.email_events (id, provider, provider_event_id, provider_message_id, type, recipients, at, received_at, state)
        select gen_random_uuid(), provider, gen_random_uuid()::text, provider_message_id, type, recipients, at, received_at - interval '1 minute', 'waiting'
        from notifications.email_events, generate_series(1, 600) where provider_message_id = '<theirs@elsewhere.example>'`,
  )
  const early = event({ to: 'x@people.example', mail: { messageId } }, 'delivered')
  await tell(early)
  const state = async () =>
    (await world.rows<{ state: string }>(sql`select state from notifications.email_events where provider_event_id = ${early.eventId}`))[0]
      ?.state
  expect(await state()).toBe('waiting')
  const one = await sent()
  await world.rows(sql`update notifications.emails set provider_message_id = ${messageId} where id = ${one.mail.id}::uuid`)
  await world.pass('2026-11-23T04:31:00.000Z')
  expect(await state()).toBe('applied')

  await world.rows(sql`update notifications.email_events set state = 'filed' where provider_message_id = '<theirs@elsewhere.example>'`)
  const lost = event({ to: 'x@people.example', mail: { messageId: '<never@elsewhere.example>' } }, 'delivered')
  await tell(lost)
  await world.pass('2026-11-24T04:31:00.000Z')
  expect(await world.rows(sql`select state from notifications.email_events where provider_event_id = ${lost.eventId}`)).toEqual([
    { state: 'filed' },
  ])
})

test('an event about other recipients does not touch this mail’s address', async () => {
  const one = await sent()
  await tell(event(one, 'complained', { recipients: ['somebody@people.example'] }))
  expect(await checkAddress(ctx(), { address: one.to })).toMatchObject({ ok: true })
})

test('whatever the order of what is told of one mail, and however often, it ends in one state', async () => {
  const kinds: { type: EmailEvent['type']; permanent?: boolean }[][] = [
    [{ type: 'bounced', permanent: false }, { type: 'delivered' }],
    [{ type: 'delivered' }, { type: 'bounced', permanent: true }],
    [{ type: 'refused' }, { type: 'delivered' }],
  ]
  const ends: [string, string][] = []
  for (const set of kinds)
    for (const order of permutations(set)) {
      const one = await sent()
      const events = order.map(({ type, ...facts }) => event(one, type, { ...facts, reason: 'r' }))
      for (const told of [...events, ...events.slice(0, 1)]) await tell(told)
      ends.push([set.map(({ type }) => type).join(), await stateOf(one.mail)])
    }
  expect([...new Set(ends.map((end) => end.join(' ends ')))]).toEqual([
    'bounced,delivered ends delivered',
    'delivered,bounced ends bounced',
    'refused,delivered ends delivered',
  ])
}, 60_000)

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, at) => permutations(all.toSpliced(at, 1)).map((rest) => [one, ...rest]))
}
