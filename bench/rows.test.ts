import { readFileSync } from 'node:fs'
import { expect, test } from 'bun:test'
import { Report, isMet } from './measure/finish.ts'
import { rowsOfBench } from './measure/rows.ts'

const root = new URL('../', import.meta.url)
const page = readFileSync(new URL('docs/performance.md', root), 'utf8')
const table = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, row]) => row ?? '')

test('every row of the performance page has its file, and every file its row', () => {
  expect(table.toSorted()).toEqual(rowsOfBench().toSorted())
  expect(new Set(table).size).toBe(table.length)
})

test('every row ends in the one report, which refuses figures without what was verified', () => {
  const silent = rowsOfBench().filter((row) => {
    const source = readFileSync(new URL(`bench/${row}.ts`, root), 'utf8')
    return !/await finish\(\{/.test(source) || !/verified: \[/.test(source)
  })
  expect(silent).toEqual([])
})

test('a bar is met from its own side, and a figure that is no number never', () => {
  expect(isMet({ value: 0.4, bar: '>= 0.4' })).toBe(true)
  expect(isMet({ value: 0.39, bar: '>= 0.4' })).toBe(false)
  expect(isMet({ value: 1.5, bar: '<= 1.5' })).toBe(true)
  expect(isMet({ value: 1.51, bar: '<= 1.5' })).toBe(false)
  expect([isMet({ value: Number.NaN, bar: '<= 1' }), isMet({ value: Number.NaN, bar: '>= 1' })]).toEqual([false, false])
  expect(Report.safeParse({}).success).toBe(false)
})
