import type { Condition, FactValue, FieldTest } from '@mas/contracts/core'
import { conditionHolds } from '@mas/kernel'
import type { Json } from './state.ts'
import { lookUp, valueBefore, type Surroundings } from './surroundings.ts'

/** One comparison with the value it saw: what a trace keeps. */
export type Seen = { readonly [key: string]: Json }

/** Decides a condition and notes every comparison made. */
export function holds(condition: Condition, around: Surroundings, seen: Seen[]): boolean {
  return conditionHolds(condition, {
    value: (field) => lookUp(field, around),
    before: (field) => valueBefore(field, around),
    now: around.now,
    zone: around.zone,
    seen: (test, saw, is) => seen.push({ field: test.field, op: test.op, value: written(test.value), saw: sawOf(saw), is }),
  })
}

/** A comparison's value as JSON: members left out of a length are absent, not undefined. */
function written(value: FieldTest['value']): Json {
  if (value === undefined) return null
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const { amount, unit, direction } = value
  return direction === undefined ? { amount, unit } : { amount, unit, direction }
}

function sawOf(saw: FactValue | null | undefined): Json {
  return saw ?? null
}
