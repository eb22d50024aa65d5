import { Condition, conditionIssues, type FieldCatalogue } from '@mas/contracts/core'
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { conditionHolds, type FactValue } from './conditions.ts'

const now = new Date('2026-11-23T06:00:00Z')
const zone = 'Asia/Kolkata'
const holds = (condition: Condition, values: Record<string, FactValue>, before?: Record<string, FactValue>) =>
  conditionHolds(Condition.parse(condition), {
    value: (field) => values[field],
    ...(before !== undefined && { before: (field) => before[field] }),
    now,
    zone,
  })
const one = (op: string, value: unknown, held: FactValue) => holds(Condition.parse({ field: 'lead.x', op, value }), { 'lead.x': held })

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
    const ops = ['eq', 'ne', 'in', 'nin', 'lt', 'lte', 'gt', 'gte', 'between', 'contains', 'starts-with', 'exists']
    const all = [...ops, 'before', 'after', 'within', 'older-than', 'changed-to']
    for (const missing of [null, undefined, '', '  ', []])
      expect(all.filter((op) => one(op, values[op] ?? 'a', missing))).toEqual(['ne', 'nin', 'exists'])
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
    { key: 'lead.status', type: 'code', describe: '', history: true, access: 'read-only', values: ['new', 'lost'] },
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
      { field: 'lead.extra.', op: 'eq', value: 'A' },
    ],
  }
  expect(conditionIssues(condition, catalogue).map(({ code, path }) => [code, path])).toEqual([
    ['wrong-type', 'all.0'],
    ['wrong-op', 'all.1.any.0'],
    ['unknown-field', 'all.1.any.1'],
    ['unknown-field', 'all.3'],
  ])
})

test('too many comparisons, too many levels and characters that cannot be stored are refused', () => {
  const leaf: Condition = { field: 'lead.x', op: 'eq', value: 1 }
  let deep: Condition = leaf
  for (let n = 0; n < 6; n++) deep = { not: [deep] }
  expect(Condition.safeParse(deep).success).toBe(false)
  expect(Condition.safeParse({ all: [{ any: Array(50).fill(leaf) }, { any: Array(50).fill(leaf) }, leaf] }).success).toBe(false)
  expect(Condition.safeParse({ field: 'lead.extra.a\u0000b', op: 'eq', value: 'x' }).success).toBe(false)
  expect(Condition.safeParse({ field: 'lead.x', op: 'eq', value: 'a\u0000b' }).success).toBe(false)
  expect(Condition.safeParse({ field: "lead.x'; drop table", op: 'eq', value: 'x' }).success).toBe(false)
})
