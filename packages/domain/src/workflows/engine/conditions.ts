import type { Condition, FactValue, FieldTest } from '@mas/contracts/workflows'
import { fieldNamed } from '../catalogue/fields.ts'
import { lookUp, type Surroundings } from './surroundings.ts'
import { addLength, stretchOf, type Length } from './wall-clock.ts'
import type { Json } from './state.ts'

/** One comparison with the value it saw: what a trace keeps. */
export type Seen = { readonly [key: string]: Json }

/** Decides a condition and notes every comparison made. A missing value fails every comparison except `ne`, `nin`, `exists:false`. */
export function holds(condition: Condition, around: Surroundings, seen: Seen[]): boolean {
  if ('all' in condition) return condition.all.every((member) => holds(member, around, seen))
  if ('any' in condition) return condition.any.some((member) => holds(member, around, seen))
  if ('not' in condition) return !condition.not.some((member) => holds(member, around, seen))
  const found = lookUp(condition.field, around)
  const is = compare(condition, found, around)
  seen.push({ field: condition.field, op: condition.op, value: written(condition.value), saw: found ?? null, is })
  return is
}

/** A comparison's value as JSON: members left out of a length are absent, not undefined. */
function written(value: FieldTest['value']): Json {
  if (value === undefined) return null
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const { amount, unit, direction } = value
  return direction === undefined ? { amount, unit } : { amount, unit, direction }
}

function compare(test: FieldTest, found: FactValue | undefined, around: Surroundings): boolean {
  const { op, value } = test
  if (op === 'exists') return (found !== undefined) === (value !== false)
  if (op === 'changed-to') return changedTo(test, around)
  if (found === undefined) return op === 'ne' || op === 'nin'
  switch (op) {
    case 'eq':
      return same(found, value, around)
    case 'ne':
      return !same(found, value, around)
    case 'in':
      return listOf(value).some((one) => same(found, one, around))
    case 'nin':
      return !listOf(value).some((one) => same(found, one, around))
    case 'contains':
      return Array.isArray(found)
        ? same(found, value, around)
        : typeof found === 'string' && typeof value === 'string' && fold(found).includes(fold(value))
    case 'starts-with':
      return typeof found === 'string' && typeof value === 'string' && fold(found).startsWith(fold(value))
    case 'between': {
      const [low, high] = listOf(value)
      return ordered(found, low, around, (sign) => sign >= 0) && ordered(found, high, around, (sign) => sign <= 0)
    }
    case 'lt':
    case 'before':
      return ordered(found, value, around, (sign) => sign < 0)
    case 'lte':
      return ordered(found, value, around, (sign) => sign <= 0)
    case 'gt':
    case 'after':
      return ordered(found, value, around, (sign) => sign > 0)
    case 'gte':
      return ordered(found, value, around, (sign) => sign >= 0)
    case 'within':
      return isNear(found, value, around)
    case 'older-than':
      return isOlder(found, value, around)
  }
}

/** Lists are equal to each of their members; dates compare as instants, or as days where a day is asked for. */
function same(found: FactValue, value: unknown, around: Surroundings): boolean {
  if (Array.isArray(found)) return typeof value === 'string' && found.some((member) => fold(String(member)) === fold(value))
  if (typeof found === 'string' && typeof value === 'string') {
    if (fold(found) === fold(value)) return true
    const [a, b] = [stretchOf(found, around.zone), stretchOf(value, around.zone)]
    if (a === undefined || b === undefined) return false
    if (a.isDay && !b.isDay) return b.from >= a.from && b.from < a.to
    return a.from === b.from || (b.isDay && a.from >= b.from && a.from < b.to)
  }
  return found === value
}

/** Case, width and surrounding blanks do not tell texts apart. */
export function fold(text: string): string {
  // Upwards first: only so are ß and SS, or the two small sigmas, one letter.
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').trim()
}

/** The sign of `found - value`, where the two can be put in order at all. Everything of a day lies neither before nor after it. */
function ordered(found: FactValue, value: unknown, around: Surroundings, fits: (sign: number) => boolean): boolean {
  if (typeof found === 'number' && typeof value === 'number') return fits(Math.sign(found - value))
  if (typeof found !== 'string' || typeof value !== 'string') return false
  if (clockTime.test(found) && clockTime.test(value)) return fits(found < value ? -1 : found > value ? 1 : 0)
  const [a, b] = [stretchOf(found, around.zone), stretchOf(value, around.zone)]
  if (a === undefined || b === undefined) return false
  if (b.isDay) return fits(a.from < b.from ? -1 : a.from >= b.to ? 1 : 0)
  return fits(Math.sign(a.from - b.from))
}
const clockTime = /^\d{2}:\d{2}$/

function isNear(found: FactValue, value: unknown, around: Surroundings): boolean {
  const at = stretchOf(found, around.zone)
  const length = lengthOf(value)
  if (at === undefined || length === undefined) return false
  const ahead = length.direction === 'future'
  const far = addLength(around.now, { ...length, amount: ahead ? length.amount : -length.amount }, around.zone).getTime()
  const now = around.now.getTime()
  // A day counts as long as any of it lies in reach.
  return ahead ? (at.isDay ? at.to > now : at.from >= now) && at.from <= far : at.from <= now && (at.isDay ? at.to > far : at.from >= far)
}

function isOlder(found: FactValue, value: unknown, around: Surroundings): boolean {
  const at = stretchOf(found, around.zone)
  const length = lengthOf(value)
  if (at === undefined || length === undefined) return false
  const far = addLength(around.now, { ...length, amount: -length.amount }, around.zone).getTime()
  return at.isDay ? at.to <= far : at.from < far
}

/** The event at hand says that this very field became this very value just now. */
function changedTo({ field, value }: FieldTest, around: Surroundings): boolean {
  const changes = fieldNamed(field)?.changes
  const { event } = around
  if (changes === undefined || event?.name !== changes.event) return false
  const to = lookUp(`event.${changes.to}`, around)
  const from = changes.from === undefined ? undefined : lookUp(`event.${changes.from}`, around)
  return to !== undefined && same(to, value, around) && !(from !== undefined && same(from, value, around))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function lengthOf(value: unknown): (Length & { direction?: string }) | undefined {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('unit' in value)) return undefined
  const { amount, unit } = value
  if (typeof amount !== 'number' || (unit !== 'minutes' && unit !== 'hours' && unit !== 'days' && unit !== 'weeks')) return undefined
  const direction = 'direction' in value && typeof value.direction === 'string' ? value.direction : undefined
  return { amount, unit, ...(direction !== undefined && { direction }) }
}
