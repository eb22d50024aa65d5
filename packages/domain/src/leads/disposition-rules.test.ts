import { LeadStatus } from '@mas/contracts/leads'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { dispositionEffect, DISPOSITIONS, type Disposition, type DispositionFacts } from './disposition-rules.ts'
import { rank } from './status-rules.ts'

const ist = (text: string) => Temporal.Instant.from(`${text}+05:30`)
const NOW = ist('2026-06-04T12:00:00')
const facts = (disposition: Disposition, more: Partial<DispositionFacts> = {}): DispositionFacts => ({
  disposition,
  status: 'new',
  unansweredBefore: 0,
  hasOtherUsablePoint: false,
  ...more,
})
function dueAt(disposition: Disposition, now: Temporal.Instant, unansweredBefore = 0): string {
  const effect = dispositionEffect(facts(disposition, { unansweredBefore }), now)
  return effect.kind === 'apply' && effect.followUp !== null
    ? effect.followUp.dueAt.toZonedDateTimeISO('Asia/Kolkata').toPlainDateTime().toString()
    : 'none'
}

describe('automatic follow-ups', () => {
  test('Thursday 20:50, no answer: attempted, and again on Friday at 09:00', () => {
    expect(dispositionEffect(facts('no-answer'), ist('2026-06-04T20:50:00'))).toMatchObject({
      status: 'attempted',
      followUp: { automatic: true },
    })
    expect(dueAt('no-answer', ist('2026-06-04T20:50:00'))).toBe('2026-06-05T09:00:00')
  })
  test('+20 minutes, then +2 hours, from the third time the next day at 11:00', () => {
    expect([0, 1, 2, 3].map((before) => dueAt('busy', NOW, before))).toEqual([
      '2026-06-04T12:20:00',
      '2026-06-04T14:00:00',
      '2026-06-05T11:00:00',
      '2026-06-05T11:00:00',
    ])
    expect(dueAt('switched-off', NOW)).toBe('2026-06-05T11:00:00')
  })
  test('20:59:59 is inside, 21:00 is outside, and early morning waits for 09:00 of the same day', () => {
    expect(dueAt('no-answer', ist('2026-06-04T20:39:59'))).toBe('2026-06-04T20:59:59')
    expect(dueAt('no-answer', ist('2026-06-04T20:40:00'))).toBe('2026-06-05T09:00:00')
    expect(dueAt('no-answer', ist('2026-06-04T03:00:00'))).toBe('2026-06-04T09:00:00')
  })
  test('never fall outside 09:00-21:00 IST, nor into the past', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        fc.nat(4),
        fc.constantFrom('no-answer', 'busy', 'switched-off'),
        (offsetMs, before, disposition) => {
          const now = Temporal.Instant.fromEpochMilliseconds(NOW.epochMilliseconds + offsetMs)
          const effect = dispositionEffect(facts(disposition, { unansweredBefore: before }), now)
          if (effect.kind !== 'apply' || effect.followUp === null) throw new Error('a follow-up was due')
          const due = effect.followUp.dueAt
          expect(Temporal.Instant.compare(due, now)).toBe(1)
          const hour = due.toZonedDateTimeISO('Asia/Kolkata').hour
          expect(hour >= 9 && hour < 21).toBe(true)
        },
      ),
    )
  })
})

describe('dispositions', () => {
  test('an open status rises to the one named and never falls; rank 70 and closed ones stay', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LeadStatus.options),
        fc.constantFrom('no-answer', 'call-back', 'interested', 'counselled'),
        (status, disposition) => {
          const effect = dispositionEffect(facts(disposition, { status, followUpAt: NOW.add({ hours: 1 }) }), NOW)
          if (effect.kind === 'refuse') return expect(status).toBe('merged')
          const named = DISPOSITIONS[disposition].status
          const rises = rank(status) >= 10 && rank(status) <= 60 && rank(named) > rank(status)
          expect(effect.status).toBe(rises ? named : null)
        },
      ),
    )
  })
  test('call-back and interested need a follow-up that lies ahead', () => {
    for (const disposition of ['call-back', 'interested'] as const) {
      expect(dispositionEffect(facts(disposition), NOW)).toEqual({ kind: 'refuse', code: 'leads.follow-up-required' })
      expect(dispositionEffect(facts(disposition, { followUpAt: NOW }), NOW)).toEqual({ kind: 'refuse', code: 'leads.follow-up-in-past' })
    }
  })
  test('not interested needs a reason and loses the lead', () => {
    expect(dispositionEffect(facts('not-interested'), NOW)).toEqual({ kind: 'refuse', code: 'leads.reason-required' })
    expect(dispositionEffect(facts('not-interested', { reason: 'price' }), NOW)).toMatchObject({
      status: 'lost',
      lostReason: 'price',
      cancelFollowUps: true,
    })
    expect(dispositionEffect(facts('joined-elsewhere'), NOW)).toMatchObject({ status: 'lost', lostReason: 'competitor' })
  })
  test('do not call withdraws consent on every status, an applied lead is not lost by it', () => {
    expect(dispositionEffect(facts('do-not-call'), NOW)).toMatchObject({
      status: 'lost',
      lostReason: 'not-interested',
      withdrawCalls: true,
    })
    expect(dispositionEffect(facts('do-not-call', { status: 'applied' }), NOW)).toMatchObject({ status: null, withdrawCalls: true })
    expect(dispositionEffect(facts('do-not-call', { status: 'lost' }), NOW)).toMatchObject({ status: null, withdrawCalls: true })
  })
  test('a wrong number is bad; the lead is invalid only when nothing else is left', () => {
    expect(dispositionEffect(facts('wrong-number'), NOW)).toMatchObject({
      status: 'invalid',
      lostReason: 'wrong-number',
      markPointBad: true,
    })
    expect(dispositionEffect(facts('wrong-number', { hasOtherUsablePoint: true }), NOW)).toMatchObject({
      status: null,
      markPointBad: true,
      cancelFollowUps: false,
    })
  })
  test('a language mismatch carries the language, an existing student changes nothing', () => {
    expect(dispositionEffect(facts('language-mismatch', { language: 'ta' }), NOW)).toMatchObject({ status: 'contacted', language: 'ta' })
    expect(dispositionEffect(facts('already-student'), NOW)).toMatchObject({ status: null, followUp: null, cancelFollowUps: false })
  })
})
