import { afterMs, foldText, startMs } from '@mas/kernel'
import { isDayText, isNearness, membersOf, scalarsOf, spanMs, testsOf, type Condition, type FieldTest } from '@mas/contracts/core'
import { sql, type SQL } from 'drizzle-orm'
import { texts } from '../rows.ts'
import { instant } from '../values.ts'
import { fieldSql, manualTemperatureMs, type AgeSql, type FieldSql } from './field-sql.ts'
import { narrowing } from './narrowing-sql.ts'

export interface ConditionSql {
  /** True or false for row `l`, never null: what the kernel's `conditionHolds` says of the same facts. */
  readonly holds: SQL
  /** Implied by it and served by an index; true where nothing is. */
  readonly narrow: SQL
  /** What changes by the passing of time alone: whose instant lies this far from now (behind it: negative) when it passes. */
  readonly ages: readonly Age[]
}
export interface Age {
  readonly field: string
  readonly offsetMs: number
  readonly age: AgeSql
}

/** Compiles a condition over leads; values become parameters. Every field and value was held against the catalogue before. */
export function compileCondition(condition: Condition, now: Date): ConditionSql {
  const narrow = topTests(condition).flatMap((test) => narrowing(test) ?? [])
  return { holds: holdsSql(condition, now), narrow: and(narrow), ages: distinct(testsOf(condition).flatMap((test) => agesOf(test, now))) }
}

const and = (parts: readonly SQL[]): SQL => (parts.length === 0 ? sql`true` : sql`(${sql.join([...parts], sql` and `)})`)
const or = (parts: readonly SQL[]): SQL => (parts.length === 0 ? sql`false` : sql`(${sql.join([...parts], sql` or `)})`)

/** Comparisons that must all hold. */
function topTests(condition: Condition): FieldTest[] {
  if ('field' in condition) return [condition]
  return 'all' in condition ? condition.all.flatMap(topTests) : []
}

function holdsSql(condition: Condition, now: Date): SQL {
  if ('field' in condition) return testSql(condition, now)
  const members = membersOf(condition).map((member) => holdsSql(member, now))
  if ('all' in condition) return and(members)
  return 'any' in condition ? or(members) : sql`not ${or(members)}`
}

function testSql(test: FieldTest, now: Date): SQL {
  const field = fieldSql(test.field, now)
  if (field === undefined) throw new Error(`the catalogue names a field that has no SQL: ${test.field}`)
  const { op, value } = test
  if (op === 'exists') return value === true ? present(field) : sql`not ${present(field)}`
  if (op === 'ne' || op === 'nin') return sql`(${positive(field, { ...test, op: op === 'ne' ? 'eq' : 'in' }, now)} is not true)`
  return sql`(${positive(field, test, now)} is true)`
}

function present(field: FieldSql): SQL {
  if (field.kind === 'list') return sql`(cardinality(${field.all}) > 0)`
  return field.kind === 'text' ? sql`(coalesce(${folded(field.value)}, '') <> '')` : sql`(${field.value} is not null)`
}

/** As `foldText` of the kernel folds: the same blanks, and the same letters whatever the database's locale. */
const folded = (value: SQL): SQL =>
  sql`lower(btrim(normalize(${value}, NFKC), E' \\t\\n\\r\\f\\x0b\\u1680\\u2028\\u2029\\ufeff') collate "pg_c_utf8")`

function positive(field: FieldSql, test: FieldTest, now: Date): SQL {
  const { op, value } = test
  const wanted = scalarsOf(value)
  const folds = wanted.map((one) => foldText(String(one)))
  switch (field.kind) {
    case 'list':
      return field.any(texts(folds))
    case 'text':
      return textSql(folded(field.value), op, folds)
    case 'choice':
      return sql`${field.value} = any(${texts(folds)})`
    case 'id':
      return sql`${field.value} = any(${texts(folds.filter((one) => uuidText.test(one)))}::uuid[])`
    case 'number':
      return numberSql(field.value, op, wanted.map(Number))
    case 'boolean':
      return sql`${field.value} = ${value === true}`
    case 'instant':
      return instantSql(field.value, test, now)
  }
}
const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function textSql(held: SQL, op: FieldTest['op'], wanted: readonly string[]): SQL {
  const [first = ''] = wanted
  if (op === 'contains') return sql`(${held} <> '' and position(${first}::text in ${held}) > 0)`
  if (op === 'starts-with') return sql`(${held} <> '' and starts_with(${held}, ${first}::text))`
  return sql`(${held} <> '' and ${held} = any(${texts(wanted)}))`
}

function numberSql(held: SQL, op: FieldTest['op'], wanted: readonly number[]): SQL {
  const [first, second] = wanted.map((value) => sql`${String(value)}::numeric`)
  if (op === 'between') return sql`(${held} between ${first} and ${second})`
  const sign = { lt: '<', lte: '<=', gt: '>', gte: '>=' }[String(op)]
  if (sign !== undefined) return sql`(${held} ${sql.raw(sign)} ${first})`
  return sql`(${held}::numeric = any(array(select jsonb_array_elements_text(${JSON.stringify(wanted)}::text::jsonb)::numeric)))`
}

function instantSql(held: SQL, { op, value }: FieldTest, now: Date): SQL {
  if (isNearness(value)) {
    const span = spanMs(value)
    const at = (offset: number) => instant(new Date(now.getTime() + offset))
    if (op === 'older-than') return sql`(${held} <= ${at(-span)})`
    return value.direction === 'future'
      ? sql`(${held} > ${at(0)} and ${held} <= ${at(span)})`
      : sql`(${held} > ${at(-span)} and ${held} <= ${at(0)})`
  }
  const [from = '', to = from] = scalarsOf(value).map(String)
  if (op === 'before') return sql`(${held} < ${edge(from, 'start')})`
  if (op === 'after') return sql`(${held} >= ${edge(from, 'end')})`
  return sql`(${held} >= ${edge(from, 'start')} and ${held} < ${edge(to, 'end')})`
}

/** Where a day of the lead's own zone, or an instant, begins or is over. */
function edge(text: string, side: 'start' | 'end'): SQL {
  const ms = (side === 'start' ? startMs : afterMs)(text, 'Asia/Kolkata')
  const there = instant(new Date(ms))
  if (!isDayText(text)) return there
  const day = side === 'start' ? sql`${text}::date` : sql`(${text}::date + 1)`
  return sql`(case when l.time_zone = 'Asia/Kolkata' then ${there} else leads.day_start(${day}, l.time_zone) end)`
}

function agesOf({ field, op, value }: FieldTest, now: Date): Age[] {
  const known = fieldSql(field, now)
  const age = known === undefined || known.kind === 'list' ? undefined : known.age
  if (age === undefined) return []
  if (field === 'lead.temperature') return [{ field, age, offsetMs: -manualTemperatureMs }]
  if (!isNearness(value)) return []
  const ahead = op === 'within' && value.direction === 'future'
  const edges = [ahead ? spanMs(value) : -spanMs(value), ...(op === 'within' ? [0] : [])]
  return edges.map((offsetMs) => ({ field, age, offsetMs }))
}

function distinct(ages: readonly Age[]): Age[] {
  return [...new Map(ages.map((one) => [`${one.field} ${one.offsetMs}`, one])).values()]
}
