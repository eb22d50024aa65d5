import { expect, test } from 'bun:test'
import { byteRange } from './byte-range.ts'

test('one range is a part, none or several mean the whole, one past the end cannot be served', () => {
  const asked = (header?: string) => byteRange(header, 100)
  expect(asked()).toEqual({ kind: 'whole' })
  expect(asked('bytes=0-9')).toEqual({ kind: 'part', from: 0, to: 10 })
  expect(asked('bytes=90-')).toEqual({ kind: 'part', from: 90, to: 100 })
  expect(asked('bytes=90-500')).toEqual({ kind: 'part', from: 90, to: 100 })
  expect(asked('bytes=-5')).toEqual({ kind: 'part', from: 95, to: 100 })
  expect(asked('bytes=-500')).toEqual({ kind: 'part', from: 0, to: 100 })
  expect(asked('bytes=100-')).toEqual({ kind: 'unsatisfiable' })
  expect(asked('bytes=-0')).toEqual({ kind: 'unsatisfiable' })
  expect(asked('bytes=0-1,5-6')).toEqual({ kind: 'whole' })
  expect(asked('bytes=9-3')).toEqual({ kind: 'whole' })
  expect(asked('lines=1-2')).toEqual({ kind: 'whole' })
})
