import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { decideRefresh, type RefreshFacts } from './refresh-rules.ts'

const at = fc.integer({ min: 0, max: 200_000_000 }).map((ms) => new Date(ms))
const facts: fc.Arbitrary<RefreshFacts> = fc
  .record({
    generation: fc.integer({ min: 1, max: 5 }),
    behind: fc.integer({ min: 0, max: 4 }),
    predecessor: fc.integer({ min: 1, max: 9 }),
    rotatedAt: at,
    voided: fc.boolean(),
    proven: fc.boolean(),
    seen: fc.integer({ min: 0, max: 9 }),
    nowMs: fc.integer({ min: 0, max: 400_000_000 }),
  })
  .map(({ generation, behind, predecessor, rotatedAt, voided, proven, seen, nowMs }) => ({
    presented: {
      generation,
      predecessor: null,
      rotatedAt: behind === 0 ? null : rotatedAt,
      voidedAt: voided && behind > 0 ? rotatedAt : null,
    },
    current: { generation: generation + behind, predecessor, rotatedAt: null, voidedAt: null },
    proven,
    seenGeneration: seen,
    graceMs: 30_000,
    nowMs,
  }))

test('without the proof of the device nothing is ever handed out', () => {
  fc.assert(fc.property(facts, (one) => ['invalid', 'reused'].includes(decideRefresh({ ...one, proven: false }))))
})

test('a successor that was seen on any request is never replaced after the grace', () => {
  fc.assert(
    fc.property(facts, (one) => {
      const late = one.presented.rotatedAt !== null && one.nowMs - one.presented.rotatedAt.getTime() > one.graceMs
      return (
        !(late && one.seenGeneration >= one.current.generation && one.presented.generation !== one.current.generation) ||
        decideRefresh(one) === 'reused'
      )
    }),
  )
})

test('the current token rotates exactly with its proof', () => {
  fc.assert(
    fc.property(
      facts,
      (one) => one.presented.generation !== one.current.generation || decideRefresh(one) === (one.proven ? 'rotate' : 'invalid'),
    ),
  )
  expect(true).toBe(true)
})
