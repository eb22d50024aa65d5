import { rows, sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import {
  checkContact,
  endLiveCall,
  explainLead,
  getLead,
  ingest,
  issuePermit,
  issuePermits,
  recordConsent,
  usePermit,
  withdrawConsent,
  type PermitOrder,
} from './index.ts'
import { announceExpiredConsents } from './sweeps.ts'

const noon = '2026-11-24T06:30:00.000Z'
const harness = useHarness({ now: noon, poolSize: 20 })
const admin = someone('ADMIN')
const ctx = () => harness.ctx(admin)
const asSystem = () => harness.ctx(system('test'))
let n = 0
async function lead(): Promise<{ leadId: string; value: string }> {
  const value = `+9196${String(10_000_000 + ++n)}`
  const { leadId = '' } = await inTx(asSystem(), (t) =>
    ingest(t, { channel: 'vendor', sourceRef: newId(), phones: [{ value, type: 'mobile' }], emails: [], fields: {}, extra: {}, tags: [] }),
  )
  return { leadId, value }
}
const order = (value: string, more: Partial<PermitOrder<'call'>> = {}): PermitOrder<'call'> => ({
  value,
  channel: 'call',
  purpose: 'service',
  ...more,
})
const call = (value: string, ref = newId()) =>
  inTx(asSystem(), async (t) => {
    const { decision, permit } = await issuePermit(t, order(value))
    if (permit === undefined) return decision.code
    await usePermit(t, permit, ref)
    return 'called'
  })
beforeEach(() => harness.clock.set(noon))

test('a promotional call needs consent or a fresh look at the register', async () => {
  const { value } = await lead()
  const ask = () => checkContact(ctx(), { value, channel: 'call', purpose: 'promotional' })
  expect(await ask()).toMatchObject({ decision: 'defer', code: 'leads.dnd-unverified' })
  expect(await refusalOf(recordConsent(ctx(), { value, channel: 'call', purpose: 'promotional', basis: 'explicit', evidence: {} }))).toBe(
    'leads.evidence-required',
  )
  const granted = await recordConsent(ctx(), {
    value,
    channel: 'call',
    purpose: 'promotional',
    basis: 'explicit',
    evidence: { form: 'f1' },
  })
  expect(granted.expiresAt).toBe('2027-11-24T06:30:00.000Z')
  expect(await ask()).toMatchObject({ decision: 'allow' })
  harness.clock.advance(1000)
  await withdrawConsent(ctx(), { value, channel: 'all', purpose: 'promotional', evidence: { said: 'stop' } })
  expect(await ask()).toMatchObject({ decision: 'refuse', code: 'leads.consent-withdrawn' })
  expect(await checkContact(ctx(), { value, channel: 'call', purpose: 'service' })).toMatchObject({ decision: 'allow' })
})

test('a registered number is refused for promotion, and the explanation says so', async () => {
  const { leadId, value } = await lead()
  await rows(
    harness.runtime.driver.db,
    sql`insert into leads.dnd_scrubs (value_hash, registered, categories, scrubbed_at) values (leads.value_hash(${value}), true, '[]', ${noon}::timestamptz)`,
  )
  expect(await checkContact(ctx(), { value, channel: 'sms', purpose: 'promotional' })).toMatchObject({
    decision: 'refuse',
    code: 'leads.dnd-registered',
  })
  const { contact } = await explainLead(ctx(), { leadId })
  expect(contact.map((one) => [one.channel, one.code])).toEqual([
    ['call', 'leads.dnd-registered'],
    ['sms', 'leads.dnd-registered'],
    ['whatsapp', 'leads.consent-missing'],
  ])
})

test('a stop is not forgotten, nor a long consent, however many for other channels follow', async () => {
  const { value } = await lead()
  const evidence = { note: 'said so' }
  await withdrawConsent(ctx(), { value, channel: 'all', purpose: 'service', evidence })
  const long = { value, channel: 'sms', purpose: 'promotional', basis: 'explicit', evidence } as const
  await recordConsent(ctx(), { ...long, expiresAt: '2027-11-24T00:00:00.000Z' })
  await rows(
    harness.runtime.driver.db,
    sql`insert into leads.consents (id, value_hash, value, channel, purpose, state, basis, evidence, at, expires_at, expired_at, actor)
        select gen_random_uuid(), value_hash, value, 'sms', 'promotional', 'granted', 'explicit', '{}', at + n * interval '1 second', at + interval '1 hour', at, 'system:test'
        from leads.consents, generate_series(1, 300) n where value = ${value} and state = 'granted'`,
  )
  harness.clock.advance(90 * 60_000)
  expect(await checkContact(ctx(), { value, channel: 'call', purpose: 'service' })).toMatchObject({ code: 'leads.consent-withdrawn' })
  const promotion = await checkContact(ctx(), { value, channel: 'sms', purpose: 'promotional' })
  expect(promotion).toMatchObject({ decision: 'allow' })
  expect(promotion.facts.consents).toHaveLength(3)
})

test('a permit is used once, and lives five minutes', async () => {
  const { value } = await lead()
  const { permit } = await inTx(asSystem(), (t) => issuePermit(t, order(value)))
  const { permit: late } = await inTx(asSystem(), (t) => issuePermit(t, order(value)))
  if (permit === undefined || late === undefined) throw new Error('a service call at noon is allowed')
  const codes = await Promise.all(Array.from({ length: 8 }, () => refusalOf(inTx(asSystem(), (t) => usePermit(t, permit, newId())))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  expect(codes.filter((code) => code === 'leads.permit-used')).toHaveLength(7)
  harness.clock.advance(5 * 60_000)
  expect(await refusalOf(inTx(asSystem(), (t) => usePermit(t, late, newId())))).toBe('leads.permit-expired')
})

test('of twenty parallel calls to one person one gets the line; when it ends the next may', async () => {
  const { leadId, value } = await lead()
  const refs = Array.from({ length: 20 }, () => newId())
  const answers = await Promise.all(refs.map((ref) => call(value, ref).catch((thrown: Error) => Reflect.get(thrown, 'code'))))
  expect(answers.filter((one) => one === 'called')).toHaveLength(1)
  expect(answers.filter((one) => one === 'leads.person-busy' || one === 'leads.contact-capped')).toHaveLength(19)
  const holder = refs[answers.indexOf('called')] ?? ''
  expect(await getLead(ctx(), { leadId })).toMatchObject({ attempts: 1, attemptDays: 1 })
  expect(await inTx(asSystem(), (t) => endLiveCall(t, holder))).toBe(true)
  expect(await call(value)).toBe('called')
})

test('the fifth call of a day is refused under parallel calls as well, and the next day is free', async () => {
  const { leadId, value } = await lead()
  for (let at = 0; at < 3; at++) {
    const ref = newId()
    expect(await call(value, ref)).toBe('called')
    await inTx(asSystem(), (t) => endLiveCall(t, ref))
  }
  const permits = await inTx(asSystem(), (t) => issuePermits(t, [order(value), order(value)]))
  const used = await Promise.all(
    permits.map(({ permit }, at) =>
      refusalOf(
        inTx(asSystem(), async (t) => {
          if (permit === undefined) throw new Error('three calls are below the cap')
          await usePermit(t, permit, `last-${at}`)
          await endLiveCall(t, `last-${at}`)
        }),
      ),
    ),
  )
  expect(used.toSorted()).toEqual(['leads.contact-capped', 'nothing was refused'])
  expect(await checkContact(ctx(), { value, channel: 'call', purpose: 'service' })).toMatchObject({
    decision: 'defer',
    code: 'leads.contact-capped',
    until: '2026-11-25T03:30:00.000Z',
  })
  expect(await getLead(ctx(), { leadId })).toMatchObject({ attempts: 4, attemptDays: 1 })
  harness.clock.set('2026-11-25T06:30:00.000Z')
  expect(await call(value)).toBe('called')
  expect(await getLead(ctx(), { leadId })).toMatchObject({ attempts: 5, attemptDays: 2 })
})

test('telecallers ask about contact points of their own leads only', async () => {
  const { leadId, value } = await lead()
  const { contactPoints } = await getLead(ctx(), { leadId })
  const asStranger = harness.ctx(someone('SALES'))
  expect(
    await refusalOf(checkContact(asStranger, { contactPointId: contactPoints[0]?.id ?? '', channel: 'call', purpose: 'service' })),
  ).toBe('leads.not-found')
  expect(await refusalOf(checkContact(asStranger, { value, channel: 'call', purpose: 'service' }))).toBe('leads.not-found')
  expect(await refusalOf(checkContact(ctx(), { value, contactPointId: newId(), channel: 'call', purpose: 'service' }))).toBe(
    'request.invalid',
  )
})

test('a consent that ran out is announced once', async () => {
  const { value } = await lead()
  await recordConsent(ctx(), {
    value,
    channel: 'sms',
    purpose: 'promotional',
    basis: 'explicit',
    evidence: { form: 'f2' },
    expiresAt: '2026-11-24T07:00:00Z',
  })
  harness.clock.set('2026-11-24T08:00:00.000Z')
  await announceExpiredConsents(asSystem())
  await announceExpiredConsents(asSystem())
  const told = await rows(
    harness.runtime.driver.db,
    sql`select 1 as one from events.outbox where name = 'leads.consent-changed' and data ->> 'channel' = 'sms' and data ->> 'state' = 'withdrawn'`,
  )
  expect(told).toHaveLength(1)
})
