import { z } from 'zod'

/** Comparisons a condition may make. Which of them a field takes depends on its type (`opsByType`). */
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
/** A length of time. Minutes and hours are elapsed time; days and weeks keep the wall-clock time of the zone. */
export const Span = z.object({ amount: z.int().min(1).max(600_000), unit: SpanUnit })
export type Span = z.infer<typeof Span>

const Scalar = z.union([z.string().max(500), z.number(), z.boolean()])
/** `within` may look ahead; without a direction it looks back. */
const Nearness = z.object({ ...Span.shape, direction: z.enum(['past', 'future']).optional() })

export const FieldTest = z.object({
  field: z.string().min(1).max(120).meta({ description: '`lead.status`, `event.channel`, `vars.score`, `run.source`, `clock.weekday`' }),
  op: Op,
  value: z
    .union([Scalar, z.array(Scalar).max(500), Nearness])
    .optional()
    .meta({
      description:
        'Scalar; a list for in, nin and between (inclusive); a boolean for exists; {amount, unit} for within and older-than. Money in paise, dates as YYYY-MM-DD or an instant',
    }),
})
export type FieldTest = z.infer<typeof FieldTest>

/** Typed JSON, never code. `all` of none is true, `any` of none is false, `not` is true when none of its members is. */
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition[] } | FieldTest
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.object({ all: z.array(Condition).max(100) }),
    z.object({ any: z.array(Condition).max(100) }),
    z.object({ not: z.array(Condition).min(1).max(100) }),
    FieldTest,
  ]),
)

/** `choice` is text from a closed list; `list` is a set of texts; `day` has no time; `time` is HH:mm; `money` is paise. */
export const FieldType = z.enum(['text', 'choice', 'number', 'money', 'boolean', 'instant', 'day', 'time', 'list'])
export type FieldType = z.infer<typeof FieldType>

const equality = ['eq', 'ne', 'in', 'nin', 'exists', 'changed-to'] as const
const order = ['lt', 'lte', 'gt', 'gte', 'between'] as const
const dates = ['eq', 'ne', 'before', 'after', 'between', 'within', 'older-than', 'exists'] as const

/** The comparisons each type of field takes; any other is the issue `wrong-type`. */
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

/** What a field can hold when it is not missing. */
export type FactValue = string | number | boolean | readonly string[]
