import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { z } from 'zod'
import { AppError } from './errors.ts'
import { cutPage, decodeCursor, encodeCursor } from './pages.ts'

const place = z.tuple([z.string(), z.number()])
const codeOf = (cursor: string, list = 'leads.list-leads') => {
  try {
    decodeCursor(list, cursor, place)
    return 'read'
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown)
  }
}

test('a cursor gives back the place it was made from, whatever text is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (text, number) => {
      expect(decodeCursor('leads.list-leads', encodeCursor('leads.list-leads', [text, number]), place)).toEqual([text, number])
    }),
  )
})

test('anything that this list did not issue is refused with one code', () => {
  const good = encodeCursor('leads.list-leads', ['a', 1])
  expect(codeOf(good)).toBe('read')
  expect(codeOf(good, 'audit.list-entries')).toBe('request.cursor-invalid')
  expect(codeOf(encodeCursor('leads.list-leads', [1, 'a']))).toBe('request.cursor-invalid')
  expect(codeOf(encodeCursor('leads.list-leads', ['a']))).toBe('request.cursor-invalid')
  expect(codeOf(Buffer.from('{"__proto__":1}').toString('base64url'))).toBe('request.cursor-invalid')
})

test('no text at all makes it answer anything but the place or that code', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(['read', 'request.cursor-invalid']).toContain(codeOf(text))))
})

test('pages cut from any list follow each other without gap or repetition', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer({ min: 1, max: 10 }), (numbers, limit) => {
      const all = numbers.toSorted((a, b) => a - b)
      const seen: number[] = []
      let after = -Infinity
      for (;;) {
        const found = all.filter((number) => number > after).slice(0, limit + 1)
        const page = cutPage('test.numbers', found, limit, (number) => [number])
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items)
        if (page.nextCursor === null) break
        after = decodeCursor('test.numbers', page.nextCursor, z.tuple([z.number()]))[0]
      }
      expect(seen).toEqual(all)
    }),
  )
})
