import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { useNotifications } from '@mas/testing/notifications-world'
import { beforeEach, expect, test } from 'bun:test'
import { captureLead, checkContact, getLead, recordConsents } from '../leads/index.ts'
import { getStates, mailTemplates, sendLeadEmail, sendTemplate, suppress, unsubscribe, type TemplateOrder } from './index.ts'
import { hashAddress } from './address-rules.ts'
import { unsubscribeToken } from './link-tokens.ts'

const world = useNotifications()
const { harness } = world
const asRun = () => harness.ctx({ kind: 'workflow', runId: 'r1' })
const origin = { runId: 'r1', nodeId: 'n8', epoch: 1 }
const key = 'wf:r1:n8:1'
const noon = '2026-11-23T06:30:00.000Z'
beforeEach(() => harness.clock.set(noon))

let n = 0
async function lead(by = someone('SALES'), more: object = {}) {
  const address = `lead${++n}@people.example`
  const { leadId = '' } = await captureLead(harness.ctx(by), {
    fullName: 'Asha',
    phones: [],
    emails: [address],
    requestId: newId(),
    ...more,
  })
  return { leadId, address, by }
}
const message = { template: 'lead-message', data: { subject: 'Hello', message: 'We meet on Monday.' } } as const
const nurture = { template: 'lead-nurture', data: { courseName: 'SQL', link: 'https://mas.example/sql' } } as const
const send = (order: Partial<TemplateOrder> & Pick<TemplateOrder, 'to' | 'template' | 'data'>) =>
  inTx(asRun(), (t) => sendTemplate(t, { dedupeKey: key, origin, ...order }))
const told = (leadId: string) =>
  world.rows<{ name: string; data: Record<string, unknown> }>(
    sql`select name, data from events.outbox where name like 'notifications.email-%' and data ->> 'leadId' = ${leadId} order by occurred_at, id`,
  )
const stateOf = async (id: string) => (await getStates(asRun(), { ids: [id] })).items[0]
const withdraw = (value: string, purpose: 'promotional' | 'service') =>
  inTx(harness.ctx(system('test')), (t) =>
    recordConsents(t, [{ value, channel: 'email', purpose, state: 'withdrawn', basis: 'explicit', evidence: { said: 'so' } }]),
  )

test('a workflow’s mail is one mail however often its step is taken, and every outcome carries its origin', async () => {
  const { leadId, address } = await lead()
  const ids = await Promise.all(Array.from({ length: 12 }, () => send({ ...message, to: { leadId } })))
  expect(new Set(ids).size).toBe(1)
  await harness.drain()
  expect(world.mail.mailsTo(address)).toHaveLength(1)
  expect((await told(leadId)).map(({ name, data }) => [name, data['origin']])).toEqual([['notifications.email-sent', key]])
  expect(await stateOf(ids[0] ?? '')).toMatchObject({ state: 'settled', emailState: 'sent', origin: key })
})

test('promotional mail to somebody who withdrew is refused, told with its origin, and leaves nothing behind', async () => {
  const { leadId, address } = await lead()
  await withdraw(address, 'promotional')
  const id = await send({ ...nurture, to: { leadId } })
  await harness.drain()
  expect(await stateOf(id)).toMatchObject({ state: 'refused', reason: 'leads.consent-withdrawn' })
  expect(await told(leadId)).toMatchObject([
    { name: 'notifications.email-refused', data: { origin: key, reason: 'leads.consent-withdrawn', intentId: id } },
  ])
  expect(world.mail.mailsTo(address)).toEqual([])
  await send({ ...message, to: { leadId } })
  await harness.drain()
  expect(world.mail.mailsTo(address)).toHaveLength(1)
})

test('the second promotional mail of a day waits for the next, and says until when; quiet hours are the lead’s', async () => {
  const { leadId, address } = await lead()
  await send({ ...nurture, to: { leadId } })
  await harness.drain()
  const second = await send({ ...nurture, to: { leadId }, dedupeKey: 'second' })
  await harness.drain()
  expect(await stateOf(second)).toMatchObject({ state: 'deferred', reason: 'leads.contact-capped', dueAt: '2026-11-23T18:30:00.000Z' })
  const deferred = (await told(leadId)).find(({ name }) => name === 'notifications.email-deferred')
  expect(deferred).toMatchObject({ name: 'notifications.email-deferred', data: { until: '2026-11-23T18:30:00.000Z', origin: key } })
  // Midnight lies in the quiet hours: it waits on until the morning, spread over a quarter of an hour.
  await world.pass('2026-11-23T18:30:00.000Z')
  expect(await stateOf(second)).toMatchObject({ state: 'deferred', reason: 'quiet-hours' })
  await world.pass('2026-11-24T02:45:00.000Z')
  expect(world.mail.mailsTo(address)).toHaveLength(2)
})

test('of ten promotional mails asked for at once one goes today, whatever the workers do', async () => {
  const { leadId, address } = await lead()
  await Promise.all(Array.from({ length: 10 }, (_, at) => send({ ...nurture, to: { leadId }, dedupeKey: `k${at}` })))
  for (let round = 0; round < 3; round++) await harness.drain()
  expect(world.mail.mailsTo(address)).toHaveLength(1)
  expect(
    await world.rows(
      sql`select attempts from leads.contact_days where channel_class = 'promo' and value_hash = leads.value_hash(${address})`,
    ),
  ).toEqual([{ attempts: 1 }])
})

test('what a lead is told by hand is an attempt to reach it, answered to the salesperson; a machine’s mail is neither', async () => {
  const by = world.person({ role: 'SALES', name: 'Ravi' })
  const actor = someone('SALES', { userId: by.userId })
  const { leadId, address } = await lead(actor)
  const requestId = newId()
  const answers = await Promise.all(Array.from({ length: 6 }, () => sendLeadEmail(harness.ctx(actor), { leadId, ...message, requestId })))
  expect(new Set(answers.map(({ intentId }) => intentId)).size).toBe(1)
  expect(answers[0]).toMatchObject({ outcome: 'queued', dueAt: null })
  await harness.drain()
  const [mail] = world.mail.mailsTo(address)
  expect(JSON.stringify(mail?.headers)).toContain(by.address)
  expect((await getLead(harness.ctx(actor), { leadId })).attempts).toBe(1)
  await send({ ...message, to: { leadId } })
  await harness.drain()
  expect((await getLead(harness.ctx(actor), { leadId })).attempts).toBe(1)
})

test('by hand: nobody mails a stranger’s lead, nor one without address, nor one that must not be mailed', async () => {
  const { leadId, address, by } = await lead()
  const mail = (actor: ReturnType<typeof someone>, more: object = {}) =>
    refusalOf(sendLeadEmail(harness.ctx(actor), { leadId, ...message, requestId: newId(), ...more }))
  expect(await mail(someone('SALES'))).toBe('leads.not-found')
  expect(await mail(someone('SALES_HEAD'))).toBe('identity.page-refused')
  expect(await mail(someone('SALES_HEAD', { pages: ['email'] }))).toBe('leads.not-found')
  expect(await mail(by, { data: { subject: 'x' } })).toBe('notifications.data-invalid')
  const phoneOnly = await lead(by, { emails: [], phones: ['9876500001'] })
  expect(await mail(by, { leadId: phoneOnly.leadId })).toBe('notifications.no-address')
  await withdraw(address, 'service')
  expect(await mail(by)).toBe('leads.consent-withdrawn')
  expect(await mail(by, { consentClass: 'transactional' })).toBe('nothing was refused')
  await suppress(harness.ctx(someone('ADMIN')), { address, scope: 'all', note: 'asked by phone' })
  expect(await mail(by, { consentClass: 'transactional' })).toBe('notifications.suppressed')
  const kept = await world.rows(sql`select state, reason from notifications.intents where lead_id = ${leadId}::uuid and state = 'refused'`)
  expect(kept).toEqual([{ state: 'refused', reason: 'leads.consent-withdrawn' }])
})

test('marketing stays promotional whatever a caller calls it', async () => {
  const { leadId, address, by } = await lead()
  await withdraw(address, 'promotional')
  const call = sendLeadEmail(harness.ctx(by), { leadId, ...nurture, consentClass: 'transactional', requestId: newId() })
  expect(await refusalOf(call)).toBe('leads.consent-withdrawn')
})

test('templates that a step may name are listed with what they need, and nothing else can be asked for', async () => {
  const listed = mailTemplates()
  expect(listed.map(({ template }) => template)).toContain('lead-nurture')
  expect(listed.find(({ template }) => template === 'lead-message')?.variables).toEqual([
    { name: 'fullName', required: false },
    { name: 'subject', required: true },
    { name: 'message', required: true },
  ])
  const { leadId } = await lead()
  expect(await refusalOf(send({ template: 'code', data: {}, to: { leadId } }))).toBe('notifications.kind-unknown')
  expect(await refusalOf(send({ template: 'constructor', data: {}, to: { leadId } }))).toBe('notifications.kind-unknown')
  expect(await refusalOf(send({ ...message, to: { leadId: newId() } }))).toBe('notifications.no-address')
})

test('a mail that came too late is not sent, and says so', async () => {
  const { leadId, address } = await lead()
  const id = await send({ ...message, to: { leadId }, expiresAt: new Date(noon) })
  await harness.drain()
  expect(await stateOf(id)).toMatchObject({ state: 'refused', reason: 'expired' })
  expect(await told(leadId)).toMatchObject([{ name: 'notifications.email-refused', data: { reason: 'expired' } }])
  expect(world.mail.mailsTo(address)).toEqual([])
  const answer = await checkContact(harness.ctx(someone('ADMIN')), { value: address, channel: 'email', purpose: 'promotional' })
  expect(answer.decision).toBe('allow')
})

test('who leaves the list twice withdrew once: the next nurture mail is suppressed, a message still goes', async () => {
  const { leadId, address } = await lead()
  const now = harness.clock.now()
  const token = unsubscribeToken(asRun().ports.signer, { addressHash: hashAddress(address), list: 'lead-nurture', now })
  await send({ ...nurture, to: { leadId } })
  await harness.drain()
  await Promise.all([unsubscribe(asRun(), { token }), unsubscribe(asRun(), { token })])
  const changed = await world.rows(
    sql`select 1 as one from events.outbox where name = 'leads.consent-changed' and data ->> 'leadId' = ${leadId}`,
  )
  expect(changed).toHaveLength(1)
  const id = await send({ ...nurture, to: { leadId }, dedupeKey: 'after' })
  await send({ ...message, to: { leadId } })
  await harness.drain()
  expect(await stateOf(id)).toMatchObject({ state: 'suppressed', reason: 'list' })
  expect(world.mail.mailsTo(address)).toHaveLength(2)
})
