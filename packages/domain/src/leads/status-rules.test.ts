import { LeadStatus } from '@mas/contracts/leads'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { isWorkable, rank, statusTransition, type StatusDecision } from './status-rules.ts'

const change = (from: LeadStatus, to: LeadStatus, reason?: string, attempts = 0, attemptDays = 0) =>
  statusTransition(
    from,
    reason === undefined ? { kind: 'change', to, attempts, attemptDays } : { kind: 'change', to, reason, attempts, attemptDays },
  )
const shortly = (decision: StatusDecision) => (decision.kind === 'move' ? decision.to : decision.kind === 'refuse' ? decision.code : 'stay')
const status = fc.constantFrom(...LeadStatus.options)

describe('a person changes the status', () => {
  test('any status of 10-60 reaches any of 20-60, in either direction', () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        if (!isWorkable(from) || rank(to) < 20 || rank(to) > 60) return
        expect(shortly(change(from, to))).toBe(from === to ? 'stay' : to)
      }),
    )
  })
  test('ranks from 70 are reserved for admissions, new for intakes', () => {
    for (const to of ['applied', 'paid', 'enrolled', 'new', 'merged', 'withdrawn'] as const)
      expect(shortly(change('contacted', to))).toBe('leads.status-reserved')
    for (const from of ['applied', 'paid', 'enrolled'] as const)
      expect(shortly(change(from, 'lost', 'price'))).toBe('leads.status-reserved')
  })
  test('a closed lead is not changed', () => {
    expect(shortly(change('lost', 'contacted'))).toBe('leads.status-closed')
    expect(shortly(change('merged', 'contacted'))).toBe('leads.merged')
  })
  test('lost needs a reason, and unreachable needs 5 attempts on 3 days', () => {
    expect(shortly(change('new', 'lost'))).toBe('leads.reason-required')
    expect(shortly(change('new', 'lost', 'unreachable', 5, 2))).toBe('leads.too-few-attempts')
    expect(shortly(change('new', 'lost', 'unreachable', 4, 3))).toBe('leads.too-few-attempts')
    expect(change('new', 'lost', 'unreachable', 5, 3)).toEqual({
      kind: 'move',
      to: 'lost',
      lostReason: 'unreachable',
      reopened: false,
      cancelFollowUps: true,
    })
  })
  test('invalid needs one of its own reasons', () => {
    expect(shortly(change('new', 'invalid', 'price'))).toBe('leads.reason-required')
    expect(shortly(change('new', 'invalid', 'junk'))).toBe('invalid')
  })
})

test('admissions events move only upward, out of lost and invalid too, and a repeat changes nothing', () => {
  fc.assert(
    fc.property(status, fc.array(fc.constantFrom('applied', 'paid', 'enrolled'), { maxLength: 8 }), (from, events) => {
      let now: LeadStatus = from
      for (const to of events) {
        const decision = statusTransition(now, { kind: 'event', to })
        const next = decision.kind === 'move' ? decision.to : now
        expect(rank(next)).toBeGreaterThanOrEqual(rank(now))
        now = next
      }
      if (from === 'merged' || from === 'withdrawn') expect(now).toBe(from)
      else if (events.length > 0) expect(rank(now)).toBe(Math.max(rank(from), ...events.map(rank)))
    }),
  )
})

test('whatever happens, a lead has a lost reason exactly when it is lost or invalid', () => {
  fc.assert(
    fc.property(
      status,
      status,
      fc.option(fc.constantFrom('price', 'junk', 'unreachable', ' '), { nil: undefined }),
      fc.nat(9),
      (from, to, reason, n) => {
        const decision = change(from, to, reason, n, n)
        if (decision.kind === 'move') expect(decision.lostReason !== null).toBe(decision.to === 'lost' || decision.to === 'invalid')
      },
    ),
  )
})

test('a re-enquiry reopens lost and invalid leads, and enrolled ones only for something new', () => {
  expect(statusTransition('lost', { kind: 're-enquiry', newProductOrSession: false })).toMatchObject({ to: 'new', reopened: true })
  expect(shortly(statusTransition('enrolled', { kind: 're-enquiry', newProductOrSession: false }))).toBe('stay')
  expect(shortly(statusTransition('enrolled', { kind: 're-enquiry', newProductOrSession: true }))).toBe('new')
  expect(shortly(statusTransition('interested', { kind: 're-enquiry', newProductOrSession: true }))).toBe('stay')
})

test('reopening, merging and undoing', () => {
  expect(shortly(statusTransition('invalid', { kind: 'reopen' }))).toBe('contacted')
  expect(shortly(statusTransition('counselled', { kind: 'merge' }))).toBe('merged')
  expect(shortly(statusTransition('merged', { kind: 'undo-merge', before: 'counselled' }))).toBe('counselled')
  expect(shortly(statusTransition('counselled', { kind: 'undo-merge', before: 'new' }))).toBe('leads.merge-undone')
  expect(shortly(statusTransition('new', { kind: 'undo-import', untouched: true }))).toBe('withdrawn')
  expect(shortly(statusTransition('contacted', { kind: 'undo-import', untouched: false }))).toBe('stay')
})
