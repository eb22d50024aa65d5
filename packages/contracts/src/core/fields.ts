import { z } from 'zod'
import { childrenOf, isDayText, isInstantText, isSpan, type Condition, type ConditionOp, type Predicate } from './conditions.ts'

/** What a field holds. `code`: one word of a closed or kept list; `codes`: a set of such words; amounts of money are in paise. */
export const FieldType = z.enum(['text', 'code', 'codes', 'id', 'number', 'paise', 'boolean', 'instant'])
export type FieldType = z.infer<typeof FieldType>

/** One field that conditions may name. */
export const FieldSpec = z.object({
  key: z.string().meta({ description: 'lead.city; a key that ends with .* stands for a family: lead.extra.*' }),
  type: FieldType,
  describe: z.string(),
  history: z
    .boolean()
    .meta({ description: 'Its value at an earlier instant can be told: from the event log, or because it never changes' }),
  access: z.enum(['settable', 'read-only']).meta({ description: 'settable: a workflow may write it' }),
  values: z.array(z.string()).optional().meta({ description: 'Closed list of its words' }),
})
export type FieldSpec = z.infer<typeof FieldSpec>
export type FieldCatalogue = readonly FieldSpec[]

const numbers = ['eq', 'ne', 'in', 'nin', 'lt', 'lte', 'gt', 'gte', 'between', 'exists', 'changed-to'] as const
const words = ['eq', 'ne', 'in', 'nin', 'exists', 'changed-to'] as const

/** Which comparisons each type allows. */
export const opsOfType: Readonly<Record<FieldType, readonly ConditionOp[]>> = {
  text: [...words, 'contains', 'starts-with'],
  code: words,
  codes: ['contains', 'in', 'nin', 'exists'],
  id: words,
  number: numbers,
  paise: numbers,
  boolean: ['eq', 'ne', 'exists', 'changed-to'],
  instant: ['before', 'after', 'between', 'within', 'older-than', 'exists'],
}

export interface ConditionIssue {
  readonly code: 'unknown-field' | 'wrong-op' | 'wrong-type'
  /** Where in the condition: `all.0.any.1`. */
  readonly path: string
  readonly detail: string
}

export function fieldIn(catalogue: FieldCatalogue, key: string): FieldSpec | undefined {
  return catalogue.find(
    (one) => one.key === key || (one.key.endsWith('.*') && key.length > one.key.length - 1 && key.startsWith(one.key.slice(0, -1))),
  )
}

/** Everything that is wrong with a condition, at once. */
export function conditionIssues(condition: Condition, catalogue: FieldCatalogue, path = ''): ConditionIssue[] {
  if ('field' in condition) return predicateIssues(condition, catalogue, path)
  const word = 'all' in condition ? 'all' : 'any' in condition ? 'any' : 'not'
  return childrenOf(condition).flatMap((child, n) => conditionIssues(child, catalogue, `${path === '' ? '' : `${path}.`}${word}.${n}`))
}

function predicateIssues({ field, op, value }: Predicate, catalogue: FieldCatalogue, path: string): ConditionIssue[] {
  const spec = fieldIn(catalogue, field)
  if (spec === undefined) return [{ code: 'unknown-field', path, detail: `there is no field ${field}` }]
  if (!opsOfType[spec.type].includes(op)) return [{ code: 'wrong-op', path, detail: `${field} is a ${spec.type}: it has no ${op}` }]
  return fits(spec, op, value) ? [] : [{ code: 'wrong-type', path, detail: `${op} of ${field} (${spec.type}) takes another value` }]
}

function fits(spec: FieldSpec, op: ConditionOp, value: Predicate['value']): boolean {
  if (op === 'exists') return typeof value === 'boolean'
  if (op === 'within' || op === 'older-than') return isSpan(value)
  if (op === 'in' || op === 'nin') return Array.isArray(value) && value.length > 0 && value.every((one) => fitsOne(spec, one))
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((one) => fitsOne(spec, one))
  if (op === 'contains' || op === 'starts-with') return typeof value === 'string' && value !== '' && fitsOne(spec, value)
  return fitsOne(spec, value)
}

function fitsOne({ type, values }: FieldSpec, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'code':
    case 'codes':
      return typeof value === 'string' && (values === undefined || values.includes(value))
    case 'id':
      return z.uuid().safeParse(value).success
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'paise':
      return Number.isSafeInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'instant':
      return isInstantText(value) || isDayText(value)
  }
}
