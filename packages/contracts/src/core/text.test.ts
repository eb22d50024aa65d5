import { describe, expect, test } from 'bun:test'
import { Text } from './schemas.ts'

const takes = (text: string, max = 500, min = 5) => Text(max, min).safeParse(text).success

describe('a text of at least so many characters', () => {
  test('counts what can be seen: a reason of invisible characters is none', () => {
    const invisible = [
      '\u200b',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u034f',
      '\u115f',
      '\u2800',
      '\u3164',
      '\uffa0',
      '\ufe0f',
      '\u{e0041}',
      '\u061c',
    ]
    for (const one of invisible) {
      expect([one, takes(one.repeat(40)), takes(` ${one} `.repeat(40)), takes(`abcd${one.repeat(40)}`)]).toEqual([one, false, false, false])
      expect([one, takes(one, 500, 1), takes('', 500, 0), takes(one, 500, 0)]).toEqual([one, false, true, true])
    }
  })

  test('takes every script, with the joiners inside its words, and blanks between them', () => {
    for (const text of ['ok no', 'क्\u200dषमा करें', 'می\u200cخواهم', '👩‍👩‍👧 ok', 'பிழை!', '打错了电话'])
      expect([text, takes(text)]).toEqual([text, true])
    expect(Text(500, 5).parse('  a\u200bbcde ')).toBe('a\u200bbcde')
  })
})
