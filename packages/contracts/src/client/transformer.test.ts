import { expect, test } from 'bun:test'
import fc from 'fast-check'
import superjson from 'superjson'
import { transformer } from './transformer.ts'

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const plain = fc.jsonValue()
const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true, maxDepth: 3 }).filter(survivesSuperjson)

/** superjson itself cannot carry everything (`__proto__` keys, keys with backslashes, symbols); what it cannot is no part of the comparison. */
function survivesSuperjson(value: unknown): boolean {
  try {
    return Bun.deepEquals(superjson.parse<unknown>(superjson.stringify(value)), value, true)
  } catch {
    return false // refused by superjson
  }
}

test('what goes out comes back, over the wire, for any value that superjson can carry', () => {
  fc.assert(fc.property(anything, (value) => expect(transformer.deserialize(json(transformer.serialize(value)))).toEqual(value)))
})

test('stock superjson clients read our answers, and we read theirs', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(superjson.parse<unknown>(JSON.stringify(transformer.serialize(value)))).toEqual(value)
      expect(transformer.deserialize(json(superjson.serialize(value)))).toEqual(value)
    }),
  )
})

test('plain values go out as they are, without being copied or described', () => {
  fc.assert(
    fc.property(plain, (value) => {
      fc.pre(!JSON.stringify(value).includes('-0') && Bun.deepEquals(json(value), value, true))
      const sent = transformer.serialize(value)
      expect(Object.keys(sent)).toEqual(['json'])
      expect(sent.json).toBe(value)
    }),
  )
})

test('what plain JSON would lose is described', () => {
  for (const value of [{ a: undefined }, -0, Number.NaN, new Date(0), new Map([[1, 2]]), 5n, [new Set([1])]]) {
    expect(Object.keys(transformer.serialize(value))).toContain('meta')
  }
})

test('anything that is no envelope is refused, never taken for a value', () => {
  for (const sent of [undefined, null, 5, 'text', [], {}]) expect(() => transformer.deserialize(sent)).toThrow('not a superjson envelope')
})
