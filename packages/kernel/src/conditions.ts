import { isDayText, isNearness, membersOf, spanMs, type Condition, type FactValue, type FieldTest } from '@mas/contracts/core'
import { addDays, startOfDay } from './time.ts'

type Held = FactValue | null | undefined

/** What a condition is judged against. */
export interface Facts {
  readonly value: (field: string) => Held
  /** The value before the change at hand; without it `changed-to` is false. */
  readonly before?: (field: string) => Held
  readonly now: Date
  /** Zone of the person it is about: where calendar days begin. */
  readonly zone: string
  /** Called for each comparison that was looked at, in order: the trace of a decision. */
  readonly seen?: (test: FieldTest, saw: Held, holds: boolean) => void
}

/** Does it hold? `all` and `any` stop at the first member that decides. */
export function conditionHolds(condition: Condition, facts: Facts): boolean {
  if ('field' in condition) {
    const saw = facts.value(condition.field)
    const holds = testHolds(condition, saw, facts)
    facts.seen?.(condition, saw, holds)
    return holds
  }
  const members = membersOf(condition)
  if ('all' in condition) return members.every((member) => conditionHolds(member, facts))
  const some = members.some((member) => conditionHolds(member, facts))
  return 'any' in condition ? some : !some
}

/** Texts are compared in this form: compatibility characters composed, trimmed, lower case. */
export function foldText(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

function testHolds(test: FieldTest, held: Held, facts: Facts): boolean {
  const { field, op, value } = test
  const missing = isMissing(held)
  if (op === 'exists') return value === !missing
  if (missing) return op === 'ne' || op === 'nin'
  const is = (wanted: unknown, one: Held = held) => same(one, wanted, facts.zone)
  switch (op) {
    case 'eq':
      return is(value)
    case 'ne':
      return !is(value)
    case 'in':
      return listOf(value).some((wanted) => is(wanted))
    case 'nin':
      return !listOf(value).some((wanted) => is(wanted))
    case 'changed-to':
      return is(value) && facts.before !== undefined && !is(value, facts.before(field))
    case 'contains':
      return Array.isArray(held) ? is(value) : withText(held, value, (a, b) => a.includes(b))
    case 'starts-with':
      return withText(held, value, (a, b) => a.startsWith(b))
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return inOrder[op](held, value)
    case 'between':
      return between(held, listOf(value), facts.zone)
    case 'before':
      return typeof value === 'string' && instantMs(held, facts.zone) < startMs(value, facts.zone)
    case 'after':
      return typeof value === 'string' && instantMs(held, facts.zone) >= afterMs(value, facts.zone)
    case 'within':
    case 'older-than':
      return isNearness(value) && near(op, instantMs(held, facts.zone), value, facts.now.getTime())
  }
}

/** Blank text and an empty list are no value. */
function isMissing(value: Held): value is null | undefined {
  if (value === null || value === undefined) return true
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0
}

/** A list is the same as a text it contains; an instant is the same as the day it lies in. */
function same(held: Held, wanted: unknown, zone: string): boolean {
  if (Array.isArray(held)) return held.some((member: string) => same(member, wanted, zone))
  if (typeof held !== 'string' || typeof wanted !== 'string') return held === wanted
  if (foldText(held) === foldText(wanted)) return true
  if (!instantLike.test(held) || !instantLike.test(wanted)) return false
  const at = instantMs(held, zone)
  return at >= startMs(wanted, zone) && at < afterMs(wanted, zone)
}
const instantLike = /^\d{4}-\d{2}-\d{2}($|T)/

const listOf = (value: FieldTest['value']): readonly unknown[] => (Array.isArray(value) ? value : [])

function withText(held: Held, value: unknown, holds: (held: string, wanted: string) => boolean): boolean {
  return typeof held === 'string' && typeof value === 'string' && holds(foldText(held), foldText(value))
}

/** Numbers, and times of day, whose texts sort as they do. */
const ordered = (holds: (a: number | string, b: number | string) => boolean) => (held: Held, value: unknown) =>
  ((typeof held === 'number' && typeof value === 'number') || (typeof held === 'string' && typeof value === 'string')) && holds(held, value)
const inOrder = {
  lt: ordered((a, b) => a < b),
  lte: ordered((a, b) => a <= b),
  gt: ordered((a, b) => a > b),
  gte: ordered((a, b) => a >= b),
}

/** Both ends count; a day counts whole. */
function between(held: Held, [from, to]: readonly unknown[], zone: string): boolean {
  if (typeof held === 'string' && typeof from === 'string' && typeof to === 'string' && instantLike.test(held)) {
    const at = instantMs(held, zone)
    return at >= startMs(from, zone) && at < afterMs(to, zone)
  }
  return inOrder.gte(held, from) && inOrder.lte(held, to)
}

function near(op: 'within' | 'older-than', at: number, span: Parameters<typeof spanMs>[0] & { direction?: unknown }, now: number): boolean {
  if (op === 'older-than') return at <= now - spanMs(span)
  return span.direction === 'future' ? at > now && at <= now + spanMs(span) : at > now - spanMs(span) && at <= now
}

function instantMs(held: Held, zone: string): number {
  return typeof held === 'string' ? startMs(held, zone) : Number.NaN
}

/** Where a day begins in a zone, or the instant itself, in ms. */
export function startMs(text: string, zone: string): number {
  return isDayText(text) ? startOfDay(text, zone).getTime() : Date.parse(text)
}

/** The first ms behind a day, or behind the instant. */
export function afterMs(text: string, zone: string): number {
  return isDayText(text) ? startOfDay(addDays(text, 1), zone).getTime() : Date.parse(text) + 1
}
