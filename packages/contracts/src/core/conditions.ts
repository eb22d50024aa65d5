import { z } from 'zod'
import { Instant, Text } from './schemas.ts'

/**
 * The one condition language of the product: typed JSON, never code. Segments of leads, branches, triggers and goals of workflows
 * read the same. What a field is and which comparisons it allows stands in a catalogue of its domain (`fields.ts` here).
 */
export const ConditionOp = z.enum([
  'eq',
  'ne',
  'in',
  'nin',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'starts-with',
  'exists',
  'before',
  'after',
  'within',
  'older-than',
  'changed-to',
])
export type ConditionOp = z.infer<typeof ConditionOp>

/** A length of time, elapsed: a day is 24 hours, whatever clocks do. */
export const Span = z.strictObject({
  amount: z.int().min(1).max(100_000),
  unit: z.enum(['minutes', 'hours', 'days', 'weeks']),
})
export type Span = z.infer<typeof Span>

/** A calendar day, in the zone of the person the condition is about. */
export const CalendarDay = z.iso.date().meta({ description: 'YYYY-MM-DD, in the zone of the person it is about' })
const Scalar = z.union([Text(500, 0), z.number(), z.boolean()])

/** One comparison. A missing value makes every op false but `ne`, `nin` and `exists: false`. */
export const Predicate = z.strictObject({
  field: Text(160)
    .regex(/^[a-z]+\.[a-z][A-Za-z0-9]*(\..{1,100})?$/u)
    .meta({ description: 'Key of the catalogue: lead.city, lead.extra.<column>, event.amountPaise' }),
  op: ConditionOp,
  value: z.union([Scalar, z.array(Scalar).max(500), Span]).meta({
    description: 'By op: one value, a list (in, nin, between: from and to), a span (within, older-than), true or false (exists)',
  }),
})
export type Predicate = z.infer<typeof Predicate>

export type Condition = Predicate | { all: Condition[] } | { any: Condition[] } | { not: Condition[] }

const Several: z.ZodType<Condition[]> = z.lazy(() => z.array(Node).min(1).max(50))
const Node: z.ZodType<Condition> = z.union([
  Predicate,
  z.strictObject({ all: Several }),
  z.strictObject({ any: Several }),
  z.strictObject({ not: Several }),
])

/** `all`: every one holds; `any`: at least one does; `not`: none does. At most 6 levels and 100 comparisons. */
export const Condition = Node.refine((condition) => predicatesOf(condition).length <= 100 && depthOf(condition) <= 6, {
  error: 'at most 100 comparisons, at most 6 levels deep',
}).meta({ description: 'all, any or not of comparisons; at most 100 comparisons, 6 levels' })

/** The conditions below a node; none for a comparison. */
export function childrenOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all
  if ('any' in condition) return condition.any
  return 'not' in condition ? condition.not : []
}

/** Every comparison, in reading order. */
export function predicatesOf(condition: Condition): Predicate[] {
  return 'field' in condition ? [condition] : childrenOf(condition).flatMap(predicatesOf)
}

function depthOf(condition: Condition): number {
  return 1 + Math.max(0, ...childrenOf(condition).map(depthOf))
}

const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const
export const spanMs = ({ amount, unit }: Span): number => amount * unitMs[unit]

export const isInstantText = (value: unknown): value is string => Instant.safeParse(value).success
export const isDayText = (value: unknown): value is string => CalendarDay.safeParse(value).success
export const isSpan = (value: unknown): value is Span => Span.safeParse(value).success
