import { childrenOf, isDayText, isSpan, spanMs, type Condition, type Predicate } from '@mas/contracts/core'
import { addDays, startOfDay } from './time.ts'

/** The value of a field as its resolver answers it: instants as ISO text, sets as lists; null or undefined where there is none. */
export type FactValue = string | number | boolean | readonly string[] | null | undefined

/** What a condition is judged against. */
export interface Facts {
  readonly value: (field: string) => FactValue
  /** The value before the change at hand; without it `changed-to` is false. */
  readonly before?: (field: string) => FactValue
  readonly now: Date
  /** Zone of the person it is about: where calendar days begin. */
  readonly zone: string
  /** Called for each comparison that was looked at, in order: the trace of a decision. */
  readonly seen?: (predicate: Predicate, saw: FactValue, holds: boolean) => void
}

/** Does it hold? `all` and `any` stop at the first comparison that decides. */
export function conditionHolds(condition: Condition, facts: Facts): boolean {
  if ('field' in condition) {
    const saw = facts.value(condition.field)
    const holds = predicateHolds(condition, facts)
    facts.seen?.(condition, saw, holds)
    return holds
  }
  const children = childrenOf(condition)
  if ('all' in condition) return children.every((child) => conditionHolds(child, facts))
  const some = children.some((child) => conditionHolds(child, facts))
  return 'any' in condition ? some : !some
}

/** Texts are compared in this form: compatibility characters composed, trimmed, lower case. */
export function foldText(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

function predicateHolds(predicate: Predicate, facts: Facts): boolean {
  const { field, op, value } = predicate
  const held = facts.value(field)
  const missing = isMissing(held)
  switch (op) {
    case 'exists':
      return value === !missing
    case 'ne':
      return missing || !same(held, value)
    case 'nin':
      return missing || !anyOf(held, value)
    case 'eq':
      return !missing && same(held, value)
    case 'in':
      return !missing && anyOf(held, value)
    case 'changed-to':
      return !missing && same(held, value) && facts.before !== undefined && !same(facts.before(field), value)
    case 'contains':
      return !missing && contains(held, value)
    case 'starts-with':
      return typeof held === 'string' && !missing && typeof value === 'string' && foldText(held).startsWith(foldText(value))
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return typeof held === 'number' && typeof value === 'number' && compared[op](held, value)
    case 'between':
      return Array.isArray(value) && between(held, value, facts.zone)
    case 'before':
    case 'after':
    case 'within':
    case 'older-than':
      return typeof held === 'string' && !missing && timely(predicate, Date.parse(held), facts)
  }
}
const compared = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
}

/** Blank text and an empty set are no value. */
function isMissing(value: FactValue): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}

function same(held: FactValue, value: unknown): boolean {
  return typeof held === 'string' && typeof value === 'string' ? foldText(held) === foldText(value) : held === value
}

function anyOf(held: FactValue, value: unknown): boolean {
  const wanted: readonly unknown[] = Array.isArray(value) ? value : []
  return wanted.some((one) => (Array.isArray(held) ? held.some((member: string) => same(member, one)) : same(held, one)))
}

function contains(held: FactValue, value: unknown): boolean {
  if (Array.isArray(held)) return held.some((member: string) => same(member, value))
  return typeof held === 'string' && typeof value === 'string' && foldText(held).includes(foldText(value))
}

/** Numbers: both ends count. Instants: from the first up to, not including, the second; a day as an end counts whole. */
function between(held: FactValue, [from, to]: readonly unknown[], zone: string): boolean {
  if (typeof held === 'number') return typeof from === 'number' && typeof to === 'number' && held >= from && held <= to
  if (typeof held !== 'string' || typeof from !== 'string' || typeof to !== 'string') return false
  const at = Date.parse(held)
  return at >= startMs(from, zone) && at < endMs(to, zone)
}

function timely({ op, value }: Predicate, at: number, { now, zone }: Facts): boolean {
  if (isSpan(value)) {
    const since = now.getTime() - spanMs(value)
    return op === 'within' ? at > since && at <= now.getTime() : at <= since
  }
  if (typeof value !== 'string') return false
  return op === 'before' ? at < startMs(value, zone) : at >= afterMs(value, zone)
}

/** Where a day or instant begins, in ms. */
export function startMs(text: string, zone: string): number {
  return isDayText(text) ? startOfDay(text, zone).getTime() : Date.parse(text)
}

/** Where what is named is over: a day's end, or the instant itself. */
export function endMs(text: string, zone: string): number {
  return isDayText(text) ? startOfDay(addDays(text, 1), zone).getTime() : Date.parse(text)
}

/** The first ms that is after it. */
function afterMs(text: string, zone: string): number {
  return isDayText(text) ? endMs(text, zone) : Date.parse(text) + 1
}
