import { userRegistered } from '@mas/contracts/identity'
import { emailBounced, emailSent } from '@mas/contracts/notifications'
import { rows, sql } from '@mas/db'
import { emit, inTx, newId, system } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { ensureUser } from '../identity/index.ts'
import { captureLead, getLead, listLeads, listTimeline } from './index.ts'

const harness = useHarness({ ports: { identityMail: { deliver: () => Promise.resolve({ outcome: 'ok', value: { accepted: true } }) } } })
const admin = () => harness.ctx(someone('ADMIN'))
const inOne = <R>(work: Parameters<typeof inTx<R>>[1]) => inTx(harness.ctx(system('test')), work)
const digest = (address: string) => createHash('sha256').update(address).digest('hex')
const ensured = async (email: string) =>
  (await inTx(harness.ctx(system('test'), { platform: 'mr-hire' }), (t) => ensureUser(t, { email, fullName: 'Asha Rao', source: 'test' })))
    .userId
const leadsNow = async () => (await listLeads(admin(), { limit: 100 })).items.length
let people = 0
async function captured(email = `lead${++people}@people.example`) {
  const { leadId = '' } = await captureLead(admin(), { requestId: newId(), fullName: 'Vikram', phones: [], emails: [email] })
  return { leadId, email }
}
const emailPoints = async (leadId: string) => {
  const { contactPoints } = await getLead(admin(), { leadId })
  return contactPoints.map(({ value, state }) => [value, state])
}

test('a learner who registers is one lead of channel signup, under their platform, however often it is told', async () => {
  const userId = await ensured('asha@people.example')
  await harness.drain()
  const facts = { userId, platform: 'mr-hire', role: 'USER', method: 'ensured', verified: false } as const
  await inOne((t) => emit(t, userRegistered, facts))
  expect((await harness.drain()).dead).toEqual([])
  expect(
    await rows(harness.runtime.driver.db, sql`select channel, source_ref, outcome from leads.intakes where source_ref = ${userId}`),
  ).toEqual([{ channel: 'signup', source_ref: userId, outcome: 'created' }])
  expect(await rows(harness.runtime.driver.db, sql`select full_name, platform from leads.leads`)).toEqual([
    { full_name: 'Asha Rao', platform: 'mr-hire' },
  ])
})

test('staff, and people who are gone by then, are no leads', async () => {
  const before = await leadsNow()
  const gone = { userId: newId(), platform: 'mr-hire', role: 'USER', method: 'password', verified: false } as const
  await inOne((t) => emit(t, userRegistered, gone))
  await inOne((t) => emit(t, userRegistered, { ...gone, role: 'SALES' }))
  expect((await harness.drain()).dead).toEqual([])
  expect(await leadsNow()).toBe(before)
})

test('an address that bounced for good is bad on the lead, one that bounced for now is not', async () => {
  const { leadId, email } = await captured()
  const bounce = { emailId: newId(), kind: 'product-news', leadId, addressHash: digest(email), reason: 'unknown mailbox' } as const
  await inOne((t) => emit(t, emailBounced, { ...bounce, permanent: false }))
  await inOne((t) => emit(t, emailBounced, { ...bounce, permanent: true, addressHash: digest('another@people.example') }))
  await harness.drain()
  expect(await emailPoints(leadId)).toEqual([[email, 'ok']])
  await inOne((t) => emit(t, emailBounced, { ...bounce, permanent: true }))
  await harness.drain()
  expect(await emailPoints(leadId)).toEqual([[email, 'bad']])
})

test('a mail to a user that bounced makes the address bad on the lead who has it', async () => {
  const { leadId, email } = await captured()
  const userId = await ensured(email)
  await inOne((t) =>
    emit(t, emailBounced, {
      emailId: newId(),
      kind: 'welcome',
      userId,
      addressHash: digest(email),
      permanent: true,
      reason: 'unknown mailbox',
    }),
  )
  await harness.drain()
  expect(await emailPoints(leadId)).toEqual([[email, 'bad']])
})

test('a mail sent to a lead is one entry of the journal; one to nobody known is none and hurts nobody', async () => {
  const { leadId } = await captured()
  const sent = { emailId: newId(), kind: 'product-news', leadId, at: harness.clock.now().toISOString() } as const
  await inOne((t) => emit(t, emailSent, sent))
  await inOne((t) => emit(t, emailSent, sent))
  await inOne((t) => emit(t, emailSent, { ...sent, emailId: newId(), leadId: newId() }))
  expect((await harness.drain()).dead).toEqual([])
  const { items } = await listTimeline(admin(), { leadId, kinds: ['email'] })
  expect(items.map(({ channel, direction, data }) => ({ channel, direction, data }))).toEqual([
    { channel: 'email', direction: 'out', data: { kind: 'product-news' } },
  ])
})
