import { expect, test } from 'bun:test'
import { isDeadMailbox, nextTry, reconcile, type Doubt } from './send-rules.ts'

test.each([
  ['envelope: 550 5.1.1', true],
  ['envelope: 550 5.1.10', true],
  ['envelope: 550 5.2.1', true],
  ['envelope: 550', true],
  ['envelope: 553', true],
  ['envelope: 550 5.7.1', false],
  ['envelope: 552 5.2.2', false],
  ['envelope: 450 4.2.1', false],
  ['envelope: 554', false],
  ['data: 550 5.1.1', false],
  ['login: 535 5.7.8', false],
])('%s says that the mailbox is dead: %p', (reason, dead) => {
  expect(isDeadMailbox(reason)).toBe(dead)
})

const started = new Date('2026-11-23T04:30:00Z')
const doubt = (facts: Partial<Doubt>): Doubt => ({
  class: 'critical',
  doubts: 1,
  firstAttemptAt: started,
  lastAttemptAt: started,
  now: new Date('2026-11-23T04:40:00Z'),
  sameProvider: true,
  repeatable: false,
  ...facts,
})

test('without recognised repetition a second copy goes once, after ten minutes, for critical and transactional mail only', () => {
  expect(reconcile(doubt({}))).toBe('again')
  expect(reconcile(doubt({ class: 'transactional' }))).toBe('again')
  expect(reconcile(doubt({ now: new Date('2026-11-23T04:39:59.999Z') }))).toBe('wait')
  expect(reconcile(doubt({ doubts: 2 }))).toBe('stay')
  expect(reconcile(doubt({ class: 'marketing' }))).toBe('stay')
  expect(reconcile(doubt({ class: 'engagement' }))).toBe('stay')
})

test('with it, any mail is asked for again within a day; another provider never takes over from a doubt', () => {
  expect(reconcile(doubt({ repeatable: true, class: 'marketing', doubts: 5 }))).toBe('again')
  expect(reconcile(doubt({ repeatable: true, now: new Date('2026-11-24T04:30:00Z') }))).toBe('stay')
  expect(reconcile(doubt({ repeatable: true, sameProvider: false }))).toBe('stay')
  expect(reconcile(doubt({ sameProvider: false }))).toBe('stay')
})

test('pauses grow, a provider’s own wish counts, and nothing is tried when its secret has expired', () => {
  const facts = { attempts: 1, critical: true, retryAfterSeconds: undefined, now: started, expiresAt: null }
  const seconds = (over: Partial<Parameters<typeof nextTry>[0]>) => {
    const due = nextTry({ ...facts, ...over })
    return due && (due.getTime() - started.getTime()) / 1_000
  }
  expect([1, 2, 3, 7].map((attempts) => seconds({ attempts }))).toEqual([5, 10, 20, 300])
  expect(seconds({ critical: false, attempts: 11 })).toBe(3_600)
  expect(seconds({ retryAfterSeconds: 60 })).toBe(60)
  expect(seconds({ attempts: 12 })).toBeUndefined()
  expect(seconds({ expiresAt: new Date('2026-11-23T04:30:05Z') })).toBeUndefined()
})
