import { z } from 'zod'
import { Text } from './schemas.ts'

/**
 * The one condition language of the product: typed JSON, never code. Segments of leads, branches, triggers and goals of workflows
 * read the same. Which fields there are stands in catalogues (`fields.ts`); the kernel's `conditionHolds` judges.
 */
export const Op = z.enum([
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
export type Op = z.infer<typeof Op>

export const SpanUnit = z.enum(['minutes', 'hours', 'days', 'weeks'])
/** A length of time. */
export const Span = z.strictObject({ amount: z.int().min(1).max(600_000), unit: SpanUnit })
export type Span = z.infer<typeof Span>

const Scalar = z.union([Text(500, 0), z.number(), z.boolean()])
/** How near an instant is; a day is 24 hours here. */
const Nearness = Span.extend({ direction: z.enum(['past', 'future']).optional().meta({ description: 'Of within; absent: past' }) })

/** One comparison. A missing value (blank text and empty lists too) makes every op false but `ne`, `nin` and `exists: false`. */
export const FieldTest = z.strictObject({
  field: Text(120)
    .regex(/^[a-z]+\.[A-Za-z][A-Za-z0-9_]*(\..+)?$/u)
    .meta({ description: '`lead.status`, `lead.extra.<column>`, `event.channel`, `vars.score`, `run.source`, `clock.weekday`' }),
  op: Op,
  value: z
    .union([Scalar, z.array(Scalar).max(500), Nearness])
    .optional()
    .meta({
      description:
        'Scalar; a list for in, nin and between (both ends count); a boolean for exists; {amount, unit} for within and older-than. Money in paise; dates as YYYY-MM-DD in the zone of the person, or an instant. Text is compared whatever its case, width and outer blanks',
    }),
})
export type FieldTest = z.infer<typeof FieldTest>

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition[] } | FieldTest
/** `all` of none is true, `any` of none is false, `not` is true when none of its members is. */
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    FieldTest,
    z.strictObject({ all: z.array(Condition).max(100) }),
    z.strictObject({ any: z.array(Condition).max(100) }),
    z.strictObject({ not: z.array(Condition).min(1).max(100) }),
  ]),
)

/** The conditions directly below one; none for a comparison. */
export function membersOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all
  if ('any' in condition) return condition.any
  return 'not' in condition ? condition.not : []
}

/** Every comparison, in reading order. */
export function testsOf(condition: Condition): FieldTest[] {
  return 'field' in condition ? [condition] : membersOf(condition).flatMap(testsOf)
}

/** How many levels it has; a comparison has one. */
export function levelsOf(condition: Condition): number {
  return 1 + Math.max(0, ...membersOf(condition).map(levelsOf))
}

const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const
/** A span as elapsed milliseconds. */
export const spanMs = ({ amount, unit }: Pick<Span, 'amount' | 'unit'>): number => amount * unitMs[unit]

export const isNearness = (value: unknown): value is z.infer<typeof Nearness> => Nearness.safeParse(value).success

/** The scalars of a comparison's value: itself, or those of the list; a span has none. */
export function scalarsOf(value: FieldTest['value']): readonly (string | number | boolean)[] {
  if (value === undefined) return []
  if (typeof value !== 'object') return [value]
  return Array.isArray(value) ? value : []
}
