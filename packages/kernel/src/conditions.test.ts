import { Condition, conditionIssues, levelsOf, Op, type FactValue, type FieldCatalogue } from '@mas/contracts/core'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { conditionHolds } from './conditions.ts'

const now = new Date('2026-11-23T06:00:00Z')
const zone = 'Asia/Kolkata'
const holds = (
  condition: Condition,
  values: Record<string, FactValue | null | undefined>,
  before?: Record<string, FactValue | null | undefined>,
) =>
  conditionHolds(Condition.parse(condition), {
    value: (field) => values[field],
    ...(before !== undefined && { before: (field) => before[field] }),
    now,
    zone,
  })
const one = (op: string, value: unknown, held: FactValue | null | undefined) =>
  holds(Condition.parse({ field: 'lead.x', op, value }), { 'lead.x': held })

describe('a missing value', () => {
  test('makes every op false but ne, nin and exists: false', () => {
    const values: Record<string, unknown> = {
      in: ['a'],
      nin: ['a'],
      between: [1, 2],
      exists: false,
      within: { amount: 1, unit: 'days' },
      'older-than': { amount: 1, unit: 'days' },
      before: '2030-01-01',
      after: '2000-01-01',
      lt: 5,
      lte: 5,
      gt: -5,
      gte: -5,
    }
    for (const missing of [null, undefined, '', '  ', []])
      expect(Op.options.filter((op) => one(op, values[op] ?? 'a', missing))).toEqual(['ne', 'nin', 'exists'])
    expect(one('exists', true, null)).toBe(false)
  })
})

describe('texts', () => {
  test('are compared whatever their case, width and outer blanks', () => {
    expect(one('eq', 'pune', ' PUNE ')).toBe(true)
    expect(one('eq', 'Ｐｕｎｅ', 'pune')).toBe(true)
    expect(one('contains', 'DEHRA', 'Dehradun')).toBe(true)
    expect(one('starts-with', 'dehra', 'New Dehradun')).toBe(false)
    expect(one('in', ['Delhi', 'PUNE'], 'pune')).toBe(true)
  })
  test('of sets are looked for among the members', () => {
    expect(one('contains', 'vip', ['VIP', 'fair'])).toBe(true)
    expect(one('in', ['x', 'fair'], ['vip', 'fair'])).toBe(true)
    expect(one('nin', ['fair'], ['vip', 'fair'])).toBe(false)
  })
})

describe('instants', () => {
  test('compare with days of the zone: before its start, after its end', () => {
    expect(one('before', '2026-11-23', '2026-11-22T18:29:59.999Z')).toBe(true)
    expect(one('before', '2026-11-23', '2026-11-22T18:30:00.000Z')).toBe(false)
    expect(one('after', '2026-11-22', '2026-11-22T18:30:00.000Z')).toBe(true)
    expect(one('after', '2026-11-22', '2026-11-22T18:29:59.999Z')).toBe(false)
    expect(one('between', ['2026-11-22', '2026-11-22'], '2026-11-22T18:29:59.999Z')).toBe(true)
    expect(one('between', ['2026-11-22', '2026-11-22'], '2026-11-22T18:30:00.000Z')).toBe(false)
    expect(one('eq', '2026-11-23', '2026-11-22T18:30:00.000Z')).toBe(true)
    expect(one('eq', '2026-11-22T18:30:00Z', '2026-11-22T18:30:00.000Z')).toBe(true)
    expect(one('within', { amount: 1, unit: 'hours', direction: 'future' }, '2026-11-23T07:00:00.000Z')).toBe(true)
    expect(one('within', { amount: 1, unit: 'hours', direction: 'future' }, '2026-11-23T06:00:00.000Z')).toBe(false)
  })
  test('are within a span or older than it, never both, never neither, unless they lie ahead', () => {
    const span = { amount: 7, unit: 'days' }
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), (offset) => {
        const at = new Date(now.getTime() + offset).toISOString()
        expect([one('within', span, at), one('older-than', span, at)].filter(Boolean)).toHaveLength(offset > 0 ? 0 : 1)
      }),
    )
  })
})

test('changed-to needs the value before, and a change', () => {
  const condition: Condition = { field: 'lead.status', op: 'changed-to', value: 'lost' }
  expect(holds(condition, { 'lead.status': 'lost' })).toBe(false)
  expect(holds(condition, { 'lead.status': 'lost' }, { 'lead.status': 'new' })).toBe(true)
  expect(holds(condition, { 'lead.status': 'lost' }, { 'lead.status': 'lost' })).toBe(false)
})

test('all, any and not mean every one, at least one, none', () => {
  const is = (value: number): Condition => ({ field: 'lead.n', op: 'eq', value })
  const at = (condition: Condition) => holds(condition, { 'lead.n': 1 })
  expect(at({ all: [is(1), is(2)] })).toBe(false)
  expect(at({ any: [is(1), is(2)] })).toBe(true)
  expect(at({ not: [is(1), is(2)] })).toBe(false)
  expect(at({ not: [is(2), is(3)] })).toBe(true)
})

test('the trace tells each comparison that was looked at with the value it saw', () => {
  const seen: unknown[] = []
  conditionHolds(
    {
      any: [
        { field: 'lead.a', op: 'eq', value: 1 },
        { field: 'lead.b', op: 'eq', value: 2 },
        { field: 'lead.c', op: 'eq', value: 3 },
      ],
    },
    { value: () => 2, now, zone, seen: ({ field }, saw, held) => seen.push([field, saw, held]) },
  )
  expect(seen).toEqual([
    ['lead.a', 2, false],
    ['lead.b', 2, true],
  ])
})

test('what does not fit the catalogue is told all at once, with its place', () => {
  const catalogue: FieldCatalogue = [
    { key: 'lead.status', type: 'choice', describe: '', history: true, access: 'read-only', values: ['new', 'lost'] },
    { key: 'lead.extra.*', type: 'text', describe: '', history: false, access: 'read-only' },
  ]
  const condition: Condition = {
    all: [
      { field: 'lead.status', op: 'eq', value: 'nowhere' },
      {
        any: [
          { field: 'lead.status', op: 'gt', value: 1 },
          { field: 'lead.nothing', op: 'eq', value: 1 },
        ],
      },
      { field: 'lead.extra.Batch code', op: 'starts-with', value: 'A' },
    ],
  }
  expect(conditionIssues(condition, catalogue).map(({ code, path }) => [code, path])).toEqual([
    ['wrong-type', '/all/0'],
    ['wrong-type', '/all/1/any/0'],
    ['unknown-field', '/all/1/any/1'],
  ])
})

test('what names two things, or carries characters that cannot be stored, is no condition', () => {
  const leaf: Condition = { field: 'lead.x', op: 'eq', value: 1 }
  expect(levelsOf({ not: [{ any: [leaf] }] })).toBe(3)
  for (const wrong of [
    { all: [leaf], any: [leaf] },
    { not: [] },
    { field: 'lead.extra.a\u0000b', op: 'eq', value: 'x' },
    { field: 'lead.x', op: 'eq', value: 'a\u0000b' },
    { field: "lead.x'; drop table", op: 'eq', value: 'x' },
    { field: 'lead.x', op: 'like', value: 'x' },
  ])
    expect(Condition.safeParse(wrong).success).toBe(false)
})

test('all of none holds, any of none does not', () => {
  expect(holds({ all: [] }, {})).toBe(true)
  expect(holds({ any: [] }, {})).toBe(false)
})
