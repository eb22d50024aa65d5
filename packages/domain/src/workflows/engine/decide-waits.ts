import type { NodeOf } from '@mas/contracts/workflows'
import { holds, type Seen } from './conditions.ts'
import type { Decision } from './decide.ts'
import { engineVars, type AdvanceInput, type Cursor, type Json, type Mail } from './state.ts'
import { lookUp, surroundingsOf, triggerEvent } from './surroundings.ts'
import { addBusinessDays, addLength, firstBusinessTimeAfter, firstTimeAfter, nextOpening, stretchOf } from './wall-clock.ts'

type Timer = NodeOf<'wait-duration'> | NodeOf<'wait-until'> | NodeOf<'wait-window'>

export function decideTimer(input: AdvanceInput, cursor: Cursor, node: Timer): Decision {
  if (node.type === 'wait-window') return decideWindow(input, cursor, node)
  if (cursor.waitKind !== null) return over(input, cursor, cursor.waitKind, cursor.dueAt ?? input.now)
  if (node.type === 'wait-duration') return over(input, cursor, 'duration', durationEnd(input, cursor, node))
  const until = untilInstant(input, cursor, node)
  if (until !== undefined && until > input.now) return over(input, cursor, 'until', until)
  const trace: Record<string, Json> = { until: until?.toISOString() ?? null, past: true }
  return node.data.onPast === 'exit' ? { kind: 'finish', outcome: 'past', handle: 'past', trace } : { kind: 'leave', handle: 'next', trace }
}

/** A wait never ends before its instant, whoever looks at it earlier. */
function over(input: AdvanceInput, cursor: Cursor, wait: 'duration' | 'until' | 'window' | 'event' | 'outcome', due: Date): Decision {
  if (input.now < due) return { kind: 'wait', wait, due, wake: due }
  return { kind: 'leave', handle: 'next', planned: due, trace: { due: due.toISOString(), entered: cursor.enteredAt.toISOString() } }
}

function durationEnd(input: AdvanceInput, { enteredAt }: Cursor, { data }: NodeOf<'wait-duration'>): Date {
  const zone = zoneOf(input, data.zone)
  if (data.unit === 'business-days') {
    const closed = data.calendar === undefined ? noDays : input.rules.holidays(data.calendar)
    return data.at === undefined
      ? addBusinessDays(enteredAt, data.amount, zone, closed)
      : firstBusinessTimeAfter(enteredAt, data.amount, data.at, zone, closed)
  }
  const length = { amount: data.amount, unit: data.unit }
  const elapsed = data.unit === 'minutes' || data.unit === 'hours'
  return data.at === undefined || elapsed ? addLength(enteredAt, length, zone) : firstTimeAfter(enteredAt, length, data.at, zone)
}

function untilInstant(input: AdvanceInput, cursor: Cursor, { data }: NodeOf<'wait-until'>): Date | undefined {
  const zone = zoneOf(input, data.zone)
  const written = data.field === undefined ? data.at : lookUp(data.field, surroundingsOf(input, cursor.vars))
  const at = stretchOf(written, zone)
  if (at === undefined) return undefined
  return data.offset === undefined ? new Date(at.from) : addLength(new Date(at.from), data.offset, zone)
}

/** Inside the window one passes at once, also when the wait ended late: the next opening then is another day's. */
function decideWindow(input: AdvanceInput, cursor: Cursor, { data }: NodeOf<'wait-window'>): Decision {
  const closed = data.calendar === undefined ? noDays : input.rules.holidays(data.calendar)
  const opening = nextOpening(input.now, data, zoneOf(input, data.zone), closed)
  if (opening === undefined) return { kind: 'hold', reason: 'failed', error: 'the window never opens' }
  if (opening > input.now) return { kind: 'wait', wait: 'window', due: opening, wake: opening }
  const planned = cursor.waitKind === null || cursor.dueAt === null || cursor.dueAt > input.now ? undefined : cursor.dueAt
  return { kind: 'leave', handle: 'next', ...(planned !== undefined && { planned }) }
}

/** The earliest event of the name that fits, from the look-back's beginning up to the time-out, and that no wait took before. */
export function decideEvent(input: AdvanceInput, cursor: Cursor, { data }: NodeOf<'wait-event'>): Decision {
  const due =
    cursor.dueAt !== null && cursor.waitKind === 'event' ? cursor.dueAt : addLength(cursor.enteredAt, data.timeout, input.facts.zone)
  const since = sinceInstant(input, cursor, data.since)
  const startedBy = triggerEvent(cursor.vars)?.eventId
  const candidates = input.mailbox
    .filter((mail) => mail.name === data.event && mail.consumedSeq === null && mail.eventId !== startedBy)
    .filter(({ occurredAt }) => occurredAt >= since && occurredAt <= due)
    .toSorted(byTime)
  for (const mail of candidates) {
    const seen: Seen[] = []
    if (data.where !== undefined && !holds(data.where, surroundingsOf(input, cursor.vars, mail), seen)) continue
    return {
      kind: 'leave',
      handle: 'received',
      took: mail,
      trace: { eventId: mail.eventId, occurredAt: mail.occurredAt.toISOString(), seen },
    }
  }
  if (input.now < due) return { kind: 'wait', wait: 'event', due, wake: due, events: [data.event] }
  return { kind: 'leave', handle: 'timed-out', planned: due, trace: { due: due.toISOString(), event: data.event } }
}

function sinceInstant(input: AdvanceInput, cursor: Cursor, since: 'last-handover' | 'entered' | 'run-start'): Date {
  if (since === 'entered') return cursor.enteredAt
  const handover = cursor.vars[engineVars.handover]
  return since === 'last-handover' && typeof handover === 'string' ? new Date(handover) : input.run.startedAt
}

export function byTime(a: Mail, b: Mail): number {
  return a.occurredAt.getTime() - b.occurredAt.getTime() || (a.eventId < b.eventId ? -1 : 1)
}

export function zoneOf(input: AdvanceInput, zone: string): string {
  return zone === 'subject' ? input.facts.zone : zone
}
const noDays: ReadonlySet<string> = new Set()
