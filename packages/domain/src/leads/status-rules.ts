import type { LeadStatus } from '@mas/contracts/leads'

export const INVALID_REASONS = ['wrong-number', 'junk', 'test', 'minor'] as const

const RANKS: Readonly<Record<LeadStatus, number>> = {
  new: 10,
  attempted: 20,
  contacted: 30,
  interested: 40,
  'counselling-booked': 50,
  counselled: 60,
  applied: 70,
  paid: 80,
  enrolled: 90,
  lost: 0,
  invalid: 0,
  merged: 0,
  withdrawn: 0,
}

/** The rank of a status: 10-60 in sales' hands, 70-90 reserved for events of admissions, 0 for closed and system ones. */
export function rank(status: LeadStatus): number {
  return RANKS[status]
}

/** True while sales works the lead (ranks 10-60). */
export function isWorkable(status: LeadStatus): boolean {
  return rank(status) >= 10 && rank(status) <= 60
}

export type StatusSettings = { readonly unreachableAttempts: number; readonly unreachableDays: number }
export const DEFAULT_STATUS_SETTINGS: StatusSettings = { unreachableAttempts: 5, unreachableDays: 3 }

export type StatusRequest =
  /** A person sets the status. `attemptDays` are distinct IST days. */
  | { kind: 'change'; to: LeadStatus; reason?: string; attempts: number; attemptDays: number }
  /** An admissions event; it may come late or twice. */
  | { kind: 'event'; to: 'applied' | 'paid' | 'enrolled' }
  /** A new intake for a known lead. */
  | { kind: 're-enquiry'; newProductOrSession: boolean }
  | { kind: 'reopen' }
  | { kind: 'merge' }
  | { kind: 'undo-merge'; before: LeadStatus }
  | { kind: 'undo-import'; untouched: boolean }

export type StatusRefusal =
  | 'leads.status-reserved'
  | 'leads.status-closed'
  | 'leads.reason-required'
  | 'leads.too-few-attempts'
  | 'leads.merged'
  | 'leads.merge-undone'

export type StatusDecision =
  | { kind: 'move'; to: LeadStatus; lostReason: string | null; reopened: boolean; cancelFollowUps: boolean }
  | { kind: 'stay' }
  | { kind: 'refuse'; code: StatusRefusal }

const STAY: StatusDecision = { kind: 'stay' }
const refuse = (code: StatusRefusal): StatusDecision => ({ kind: 'refuse', code })
const move = (to: LeadStatus, more: { lostReason?: string; reopened?: boolean; cancelFollowUps?: boolean } = {}): StatusDecision => ({
  kind: 'move',
  to,
  lostReason: more.lostReason ?? null,
  reopened: more.reopened ?? false,
  cancelFollowUps: more.cancelFollowUps ?? false,
})

/** What a request does to a lead's status (product rule, section States of leads). Locks, rows and rights are the caller's. */
export function statusTransition(
  from: LeadStatus,
  request: StatusRequest,
  settings: StatusSettings = DEFAULT_STATUS_SETTINGS,
): StatusDecision {
  switch (request.kind) {
    case 'change':
      return change(from, request, settings)
    case 'event': {
      // Upward only, and out of lost or invalid too; a merged lead's event belongs to its survivor.
      const blocked = from === 'merged' || from === 'withdrawn' || rank(from) >= rank(request.to)
      return blocked ? STAY : move(request.to)
    }
    case 're-enquiry': {
      const reopens = from === 'lost' || from === 'invalid' || (from === 'enrolled' && request.newProductOrSession)
      return reopens ? move('new', { reopened: true }) : STAY
    }
    case 'reopen':
      if (from === 'lost' || from === 'invalid') return move('contacted', { reopened: true })
      return from === 'merged' ? refuse('leads.merged') : from === 'withdrawn' ? refuse('leads.status-closed') : STAY
    case 'merge':
      return from === 'merged' ? refuse('leads.merged') : from === 'withdrawn' ? refuse('leads.status-closed') : move('merged')
    case 'undo-merge':
      return from === 'merged' ? move(request.before) : refuse('leads.merge-undone')
    case 'undo-import':
      return request.untouched && from !== 'merged' && from !== 'withdrawn' ? move('withdrawn', { cancelFollowUps: true }) : STAY
  }
}

function change(from: LeadStatus, request: Extract<StatusRequest, { kind: 'change' }>, settings: StatusSettings): StatusDecision {
  const { to, reason } = request
  if (from === 'merged') return refuse('leads.merged')
  if (from === 'lost' || from === 'invalid' || from === 'withdrawn') return refuse('leads.status-closed')
  if (!isWorkable(from)) return refuse('leads.status-reserved')
  if (to === 'lost') {
    if (reason === undefined || reason.trim() === '') return refuse('leads.reason-required')
    const tooFew = request.attempts < settings.unreachableAttempts || request.attemptDays < settings.unreachableDays
    return reason === 'unreachable' && tooFew
      ? refuse('leads.too-few-attempts')
      : move('lost', { lostReason: reason, cancelFollowUps: true })
  }
  if (to === 'invalid') {
    const known = INVALID_REASONS.some((one) => one === reason)
    return known && reason !== undefined ? move('invalid', { lostReason: reason, cancelFollowUps: true }) : refuse('leads.reason-required')
  }
  if (rank(to) < 20 || rank(to) > 60) return refuse('leads.status-reserved')
  return to === from ? STAY : move(to)
}
