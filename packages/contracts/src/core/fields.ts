import { z } from 'zod'
import { isNearness, membersOf, type Condition, type FieldTest, type Op } from './conditions.ts'
import { Instant } from './schemas.ts'

/** `choice`: a word of a closed or kept list; `list`: a set of texts; `day` has no time; `time` is HH:mm; `money` is paise. */
export const FieldType = z.enum(['text', 'choice', 'number', 'money', 'boolean', 'instant', 'day', 'time', 'list'])
export type FieldType = z.infer<typeof FieldType>

/** What a field can hold when it is not missing: instants as ISO text. */
export type FactValue = string | number | boolean | readonly string[]

/** One field that conditions may name. */
export interface FieldSpec {
  /** `lead.city`; one that ends with `.*` stands for a family: `lead.extra.*`. */
  readonly key: string
  readonly type: FieldType
  readonly describe: string
  /** Its value at an earlier instant can be told: from the event log, or because it never changes. */
  readonly history: boolean
  /** `settable`: a workflow may write it. */
  readonly access: 'settable' | 'read-only'
  /** Closed list of its words. */
  readonly values?: readonly string[]
}
export type FieldCatalogue = readonly FieldSpec[]

const equality = ['eq', 'ne', 'in', 'nin', 'exists', 'changed-to'] as const
const order = ['lt', 'lte', 'gt', 'gte', 'between'] as const
const dates = ['eq', 'ne', 'before', 'after', 'between', 'within', 'older-than', 'exists'] as const

/** The comparisons each type of field takes. */
export const opsByType: { readonly [T in FieldType]: readonly Op[] } = {
  text: [...equality, 'contains', 'starts-with'],
  choice: equality,
  number: [...equality, ...order],
  money: [...equality, ...order],
  boolean: ['eq', 'ne', 'exists', 'changed-to'],
  instant: dates,
  day: dates,
  time: ['eq', 'ne', ...order, 'exists'],
  list: ['contains', 'in', 'nin', 'exists'],
}

export interface ConditionIssue {
  readonly code: 'unknown-field' | 'wrong-type'
  /** Place inside the condition, as a JSON pointer: `/all/0/any/1`. */
  readonly path: string
  readonly detail: string
}

export function fieldIn(catalogue: FieldCatalogue, key: string): FieldSpec | undefined {
  return catalogue.find((one) => one.key === key || (one.key.endsWith('.*') && key.startsWith(one.key.slice(0, -1))))
}

/** Everything that is wrong with a condition, at once. */
export function conditionIssues(condition: Condition, catalogue: FieldCatalogue, path = ''): ConditionIssue[] {
  if ('field' in condition) return testIssues(condition, catalogue, path)
  const word = 'all' in condition ? 'all' : 'any' in condition ? 'any' : 'not'
  return membersOf(condition).flatMap((member, n) => conditionIssues(member, catalogue, `${path}/${word}/${n}`))
}

function testIssues({ field, op, value }: FieldTest, catalogue: FieldCatalogue, path: string): ConditionIssue[] {
  const spec = fieldIn(catalogue, field)
  if (spec === undefined) return [{ code: 'unknown-field', path, detail: `there is no field ${field}` }]
  if (!opsByType[spec.type].includes(op)) return [{ code: 'wrong-type', path, detail: `${field} is a ${spec.type}, which has no ${op}` }]
  return fits(spec, op, value) ? [] : [{ code: 'wrong-type', path, detail: `${op} of ${field} (${spec.type}) takes another value` }]
}

function fits(spec: FieldSpec, op: Op, value: FieldTest['value']): boolean {
  if (op === 'exists') return typeof value === 'boolean'
  if (op === 'within' || op === 'older-than') return isNearness(value)
  if (op === 'in' || op === 'nin') return Array.isArray(value) && value.length > 0 && value.every((one) => isValueOf(spec, one))
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((one) => isValueOf(spec, one))
  if (op === 'contains' || op === 'starts-with') return value !== '' && isValueOf(spec, value)
  return isValueOf(spec, value)
}

/** Would this do as the field's value? For a list: as one of its members. */
export function isValueOf({ type, values }: FieldSpec, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'choice':
    case 'list':
      return typeof value === 'string' && (values === undefined || values.includes(value))
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'money':
      return Number.isSafeInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'instant':
    case 'day':
      return isInstantText(value) || isDayText(value)
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
  }
}

const Day = z.iso.date()
export const isInstantText = (value: unknown): value is string => Instant.safeParse(value).success
export const isDayText = (value: unknown): value is string => Day.safeParse(value).success
