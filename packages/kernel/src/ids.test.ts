import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { derivedId, newId } from './ids.ts'

const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 })

test('ids are UUIDs of version 7', () => {
  fc.assert(
    fc.property(instant, (ms) => expect(newId(ms)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)),
  )
})

test('ids sort as their times do, as text and so in the database', () => {
  fc.assert(fc.property(instant, instant, (a, b) => expect(a < b ? newId(a) < newId(b) : a > b ? newId(a) > newId(b) : true).toBe(true)))
})

test('a hundred thousand ids of one millisecond are all different', () => {
  expect(new Set(Array.from({ length: 100_000 }, () => newId(1_795_000_000_000))).size).toBe(100_000)
})

test('the same parts give the same id, and no other split of the same text does', async () => {
  expect(await derivedId('a', 'b')).toBe(await derivedId('a', 'b'))
  expect(
    new Set(await Promise.all([derivedId('a', 'b'), derivedId('ab'), derivedId('ab', ''), derivedId('', 'ab'), derivedId('b', 'a')])).size,
  ).toBe(5)
  expect(await derivedId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
