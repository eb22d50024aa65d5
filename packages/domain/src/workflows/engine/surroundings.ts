import type { FactValue } from '@mas/contracts/core'
import { fieldChanges } from '@mas/contracts/workflows'
import { zoned } from '@mas/kernel'
import { engineVars, type AdvanceInput, type Json, type Vars } from './state.ts'

/** Everything a condition can see. */
export interface Surroundings {
  readonly values: Readonly<Record<string, FactValue | null | undefined>>
  readonly zone: string
  readonly now: Date
  readonly vars: Vars
  readonly run: { readonly source: string; readonly startedAt: Date; readonly holdout: boolean }
  /** The event that `event.*` means. */
  readonly event?: { readonly name: string; readonly data: Json } | undefined
  /** That event is what is being judged just now, so a field it changed has the value it was changed to. */
  readonly isNews: boolean
}

/** What a condition of a run sees; without an event at hand, `event.*` is the one that started the run. */
export function surroundingsOf(input: AdvanceInput, vars: Vars, event?: { name: string; data: Json }): Surroundings {
  const { run, facts, now } = input
  return { values: facts.values, zone: facts.zone, now, vars, run, event: event ?? triggerEvent(vars), isNews: event !== undefined }
}

/** The event that started a run, as enrolment noted it. */
export function triggerEvent(vars: Vars): { name: string; data: Json; eventId: string | undefined } | undefined {
  const noted = vars[engineVars.trigger]
  if (!isMap(noted) || typeof noted.name !== 'string') return undefined
  return { name: noted.name, data: noted.data ?? {}, eventId: typeof noted.eventId === 'string' ? noted.eventId : undefined }
}

/** The value of a field, undefined when it is missing: unset, null, an empty list, or no such member. */
export function lookUp(field: string, around: Surroundings): FactValue | undefined {
  const dot = field.indexOf('.')
  const [family, rest] = [field.slice(0, dot), field.slice(dot + 1)]
  switch (family) {
    case 'event':
      return present(memberOf(around.event?.data, rest))
    case 'vars':
      return rest.startsWith('$') ? undefined : present(memberOf(around.vars, rest))
    case 'run':
      return rest === 'source'
        ? around.run.source
        : rest === 'holdout'
          ? around.run.holdout
          : rest === 'startedAt'
            ? around.run.startedAt.toISOString()
            : undefined
    case 'clock':
      return clock(rest, around)
    default:
      return changedNow(field, 'to', around) ?? (Object.hasOwn(around.values, field) ? present(around.values[field]) : undefined)
  }
}

/** What a field was before the event that `event.*` means. */
export function valueBefore(field: string, around: Surroundings): FactValue | undefined {
  return changedNow(field, 'from', { ...around, isNews: true })
}

function changedNow(field: string, end: 'from' | 'to', { event, isNews }: Surroundings): FactValue | undefined {
  const change = fieldChanges[field]
  return isNews && change !== undefined && change.event === event?.name ? present(memberOf(event.data, change[end])) : undefined
}

function clock(name: string, { now, zone }: Surroundings): FactValue | undefined {
  if (name === 'now') return now.toISOString()
  const local = zoned(now, zone)
  if (name === 'weekday') return local.dayOfWeek
  if (name === 'day') return local.toPlainDate().toString()
  return name === 'time' ? local.toPlainTime().toString().slice(0, 5) : undefined
}

function memberOf(data: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined), data)
}

function present(value: Json | undefined): FactValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (!isList(value) || value.length === 0) return undefined
  return value.filter((member) => member !== null && typeof member !== 'object').map(String)
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
