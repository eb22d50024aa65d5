import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { armOf, splitBucket } from './split.ts'

const workflow = '018f3c00-0000-7000-8000-000000000001'

test('the same person falls into the same bucket for ever', () => {
  expect(splitBucket(workflow, 'n5', '018f3c00-0000-7000-8000-0000000000a1')).toBe(805)
  expect(splitBucket(workflow, 'n5', '018f3c00-0000-7000-8000-0000000000a2')).toBe(2_335)
})

test('weights add up in the order declared, the holdout takes what is left', () => {
  const data = {
    arms: [
      { handle: 'a', weight: 4_500 },
      { handle: 'b', weight: 4_500 },
    ],
    holdout: 1_000,
  }
  expect([0, 4_499, 4_500, 8_999, 9_000, 9_999].map((bucket) => armOf(bucket, data))).toEqual(['a', 'a', 'b', 'b', 'holdout', 'holdout'])
})

test('arms get their share of many people', () => {
  const data = {
    arms: [
      { handle: 'a', weight: 2_500 },
      { handle: 'b', weight: 7_500 },
    ],
  }
  const counts = { a: 0, b: 0, holdout: 0 }
  for (let n = 0; n < 20_000; n += 1) counts[armOf(splitBucket(workflow, 'n1', `person-${n}`), data) === 'a' ? 'a' : 'b'] += 1
  expect(counts.a).toBeGreaterThan(4_700)
  expect(counts.a).toBeLessThan(5_300)
  fc.assert(fc.property(fc.uuid(), fc.string(), (key, node) => splitBucket(workflow, node, key) < 10_000))
})
