import { expect, test } from 'bun:test'
import { shareOf, slowAtEase, slowAtMost } from './share-rules.ts'

test('a slow endpoint has its own slots while few are slow, one among many, none where they would fill the process; a quick one always has all', () => {
  const share = (isSlow: boolean, waiting: number) => shareOf({ allowed: 5, isSlow, waiting })
  expect([0, slowAtEase - 1, slowAtEase, slowAtMost - 1, slowAtMost].map((waiting) => share(true, waiting))).toEqual([5, 5, 1, 1, 0])
  expect([0, slowAtEase, slowAtMost, 10_000].map((waiting) => share(false, waiting))).toEqual([5, 5, 5, 5])
})
