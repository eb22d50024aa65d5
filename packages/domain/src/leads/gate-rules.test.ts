import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { decideContact, DEFAULT_GATE_SETTINGS, type ConsentFact, type GateDecision, type GateFacts } from './gate-rules.ts'

const ist = (text: string) => Temporal.Instant.from(`${text}+05:30`)
const NOON = ist('2026-06-04T12:00:00')
const consent = (more: Partial<ConsentFact> = {}): ConsentFact => ({
  channel: 'all',
  purpose: 'promotional',
  state: 'granted',
  basis: 'explicit',
  at: NOON.subtract({ hours: 24 }),
  expiresAt: null,
  ...more,
})
const facts = (more: Partial<GateFacts> = {}): GateFacts => ({
  channel: 'call',
  purpose: 'promotional',
  pointState: 'ok',
  zone: 'Asia/Kolkata',
  consents: [consent()],
  scrub: null,
  calls: {},
  promos: {},
  ...more,
})
const decide = (more: Partial<GateFacts> = {}, now = NOON) => decideContact(facts(more), DEFAULT_GATE_SETTINGS, now)
const shortly = (decision: GateDecision) =>
  decision.decision === 'allow'
    ? 'allow'
    : decision.decision === 'refuse'
      ? decision.code
      : `${decision.code} until ${decision.until.toZonedDateTimeISO('Asia/Kolkata').toPlainDateTime().toString()}`

describe('windows', () => {
  test('a call is allowed at 20:59:59 and deferred at 21:00:00 to Friday 09:00:00', () => {
    expect(shortly(decide({}, ist('2026-06-04T20:59:59')))).toBe('allow')
    expect(shortly(decide({}, ist('2026-06-04T21:00:00')))).toBe('leads.outside-hours until 2026-06-05T09:00:00')
    expect(shortly(decide({}, ist('2026-06-04T09:00:00')))).toBe('allow')
    expect(shortly(decide({}, ist('2026-06-04T08:59:59')))).toBe('leads.outside-hours until 2026-06-04T09:00:00')
  })
  test('promotional SMS open at 10:00, promotional WhatsApp at 09:00; transactional ones and codes at any hour', () => {
    const early = ist('2026-06-04T09:30:00')
    expect(shortly(decide({ channel: 'sms' }, early))).toBe('leads.outside-hours until 2026-06-04T10:00:00')
    expect(shortly(decide({ channel: 'whatsapp' }, early))).toBe('allow')
    const night = ist('2026-06-04T03:00:00')
    for (const channel of ['sms', 'whatsapp'] as const) expect(shortly(decide({ channel, purpose: 'transactional' }, night))).toBe('allow')
    expect(shortly(decide({ purpose: 'otp' }, night))).toBe('allow')
    expect(shortly(decide({ purpose: 'transactional' }, night))).toBe('leads.outside-hours until 2026-06-04T09:00:00')
  })
  test('no promotional call on a closed day, but a service call', () => {
    const holiday = ist('2026-08-15T12:00:00')
    expect(shortly(decide({}, holiday))).toBe('leads.outside-hours until 2026-08-16T09:00:00')
    expect(shortly(decide({ purpose: 'service' }, holiday))).toBe('allow')
  })
  test("the recipient's clock counts, across a change to summer time too", () => {
    const decision = decide({ zone: 'America/New_York', purpose: 'service' }, Temporal.Instant.from('2026-03-08T03:00:00Z'))
    expect(decision).toMatchObject({ decision: 'defer', code: 'leads.outside-hours' })
    if (decision.decision === 'defer') expect(decision.until.toString()).toBe('2026-03-08T13:00:00Z')
  })
})

describe('caps', () => {
  test('the fifth call of an IST day waits for the next morning', () => {
    expect(shortly(decide({ calls: { '2026-06-04': 3 } }))).toBe('allow')
    expect(shortly(decide({ calls: { '2026-06-04': 4 } }))).toBe('leads.contact-capped until 2026-06-05T09:00:00')
  })
  test('twelve calls in seven days wait until the oldest fall out', () => {
    const calls = { '2026-05-29': 4, '2026-05-30': 4, '2026-06-03': 4 }
    expect(shortly(decide({ calls }))).toBe('leads.contact-capped until 2026-06-05T09:00:00')
    expect(shortly(decide({ calls: { '2026-05-28': 4, '2026-05-30': 4, '2026-06-03': 4 } }))).toBe('allow')
  })
  test('a deferral names an instant at which neither window nor cap refuses', () => {
    expect(shortly(decide({ calls: { '2026-06-05': 4 } }, ist('2026-06-04T22:00:00')))).toBe(
      'leads.outside-hours until 2026-06-06T09:00:00',
    )
    expect(shortly(decide({ calls: { '2026-08-14': 4 } }, ist('2026-08-14T12:00:00')))).toBe(
      'leads.contact-capped until 2026-08-16T09:00:00',
    )
  })
  test('one promotional message a day over all channels; service messages are not capped', () => {
    const promos = { '2026-06-04': 1 }
    expect(shortly(decide({ channel: 'whatsapp', promos }))).toBe('leads.contact-capped until 2026-06-05T09:00:00')
    expect(shortly(decide({ channel: 'sms', promos }))).toBe('leads.contact-capped until 2026-06-05T10:00:00')
    expect(shortly(decide({ channel: 'sms', purpose: 'service', promos }))).toBe('allow')
  })
})

describe('consent and the do-not-disturb register', () => {
  const withdrawn = (more: Partial<ConsentFact> = {}) => consent({ state: 'withdrawn', at: NOON, ...more })
  test('a bad contact point is refused before anything else', () => {
    expect(shortly(decide({ pointState: 'bad', consents: [withdrawn()] }))).toBe('leads.contact-bad')
  })
  test('a withdrawal at or after the latest grant refuses, a later grant lifts it', () => {
    expect(shortly(decide({ consents: [consent({ at: NOON }), withdrawn()] }))).toBe('leads.consent-withdrawn')
    expect(shortly(decide({ consents: [withdrawn({ at: NOON.subtract({ hours: 1 }) }), consent({ at: NOON })] }))).toBe('allow')
    expect(shortly(decide({ consents: [consent(), withdrawn({ channel: 'sms' })] }))).toBe('allow')
  })
  test('transactional messages ignore a promotional withdrawal; a withdrawal from all service stops all but codes', () => {
    const promo = [withdrawn()]
    const all = [consent(), withdrawn({ purpose: 'service' })]
    expect(shortly(decide({ channel: 'sms', purpose: 'transactional', consents: promo }))).toBe('allow')
    for (const purpose of ['promotional', 'service', 'transactional'] as const)
      expect(shortly(decide({ channel: 'sms', purpose, consents: all }))).toBe('leads.consent-withdrawn')
    expect(shortly(decide({ channel: 'sms', purpose: 'otp', consents: all }))).toBe('allow')
  })
  test('a service grant does not lift a promotional withdrawal', () => {
    expect(shortly(decide({ consents: [withdrawn({ at: NOON.subtract({ hours: 2 }) }), consent({ purpose: 'service', at: NOON })] }))).toBe(
      'leads.consent-withdrawn',
    )
  })
  test('promotional WhatsApp needs live consent', () => {
    expect(shortly(decide({ channel: 'whatsapp', consents: [] }))).toBe('leads.consent-missing')
    expect(
      shortly(decide({ channel: 'whatsapp', consents: [consent({ basis: 'enquiry', at: NOON.subtract({ hours: 24 * 180 }) })] })),
    ).toBe('leads.consent-missing')
    expect(
      shortly(decide({ channel: 'whatsapp', consents: [consent({ basis: 'enquiry', at: NOON.subtract({ hours: 24 * 180 - 1 }) })] })),
    ).toBe('allow')
  })
  test('without consent a promotional call needs a scrub of the last 24 hours that found nothing', () => {
    const at = (hours: number) => NOON.subtract({ hours })
    expect(shortly(decide({ consents: [] }))).toBe('leads.dnd-unverified until 2026-06-04T12:00:00')
    expect(shortly(decide({ consents: [], scrub: { at: at(25), registered: false } }))).toBe(
      'leads.dnd-unverified until 2026-06-04T12:00:00',
    )
    expect(shortly(decide({ consents: [], scrub: { at: at(24), registered: true } }))).toBe('leads.dnd-registered')
    expect(shortly(decide({ consents: [], scrub: { at: at(24), registered: false } }))).toBe('allow')
    expect(shortly(decide({ consents: [], purpose: 'service' }))).toBe('allow')
    expect(shortly(decide({ consents: [consent({ basis: 'operator' })] }))).toBe('leads.dnd-unverified until 2026-06-04T12:00:00')
  })
  test('a verb may ask for explicit consent', () => {
    expect(shortly(decide({ requireExplicit: true, consents: [consent({ basis: 'enquiry' })] }))).toBe('leads.consent-missing')
    expect(shortly(decide({ requireExplicit: true }))).toBe('allow')
  })
})

test('asked again at `until` with nothing changed, the gate allows; a second earlier it does not', () => {
  const day = fc.integer({ min: -7, max: 3 }).map((ahead) => Temporal.PlainDate.from('2026-08-14').add({ days: ahead }).toString())
  const counts = fc.dictionary(day, fc.integer({ min: 0, max: 5 }), { maxKeys: 9 })
  fc.assert(
    fc.property(
      counts,
      counts,
      fc.constantFrom('call', 'sms', 'whatsapp', 'email'),
      fc.constantFrom('promotional', 'service'),
      fc.constantFrom('Asia/Kolkata', 'America/New_York', 'Asia/Dubai', 'Pacific/Auckland'),
      fc.integer({ min: 0, max: 172_800 }),
      (calls, promos, channel, purpose, zone, seconds) => {
        const now = ist('2026-08-13T18:00:00').add({ seconds })
        const more = { calls, promos, channel, purpose, zone } as const
        const decision = decide(more, now)
        if (decision.decision !== 'defer') return
        expect(Temporal.Instant.compare(decision.until, now)).toBe(1)
        expect(decide(more, decision.until)).toEqual({ decision: 'allow' })
        const before = decision.until.subtract({ seconds: 1 })
        if (Temporal.Instant.compare(before, now) >= 0) expect(decide(more, before).decision).toBe('defer')
      },
    ),
    { numRuns: 300 },
  )
})
