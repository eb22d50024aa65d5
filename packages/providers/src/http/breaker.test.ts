import { describe, expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { createBreaker, type Breaker } from './breaker.ts'

const start = '2026-11-23T10:00:00Z'

function settle(breaker: Breaker, available: boolean): void {
  const admission = breaker.admit()
  if (!admission.admitted) throw new Error('the breaker let nobody in')
  admission.settle(available)
}

function openedBreaker() {
  const clock = fixedClock(start)
  const breaker = createBreaker(clock)
  for (let n = 0; n < 5; n++) settle(breaker, false)
  return { clock, breaker }
}

describe('the circuit breaker', () => {
  test('opens at the fifth failure within 30 seconds and says how long to wait', () => {
    const { breaker, clock } = openedBreaker()
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterSeconds: 30 })
    clock.advance(29_001)
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterSeconds: 1 })
  })

  test('stays closed when five failures are spread over more than 30 seconds', () => {
    const clock = fixedClock(start)
    const breaker = createBreaker(clock)
    for (let n = 0; n < 20; n++) {
      settle(breaker, false)
      clock.advance(7_501)
    }
    expect(breaker.state).toBe('closed')
  })

  test('lets exactly one probe through after 30 seconds', () => {
    const { breaker, clock } = openedBreaker()
    clock.advance(30_000)
    const probe = breaker.admit()
    expect(probe.admitted).toBe(true)
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterSeconds: 1 })
    expect(breaker.state).toBe('probing')
    if (probe.admitted) probe.settle(true)
    expect(breaker.state).toBe('closed')
  })

  test('opens for another 30 seconds when the probe fails', () => {
    const { breaker, clock } = openedBreaker()
    clock.advance(30_000)
    settle(breaker, false)
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterSeconds: 30 })
  })

  test('a late answer of an older call neither closes nor prolongs an open breaker', () => {
    const clock = fixedClock(start)
    const breaker = createBreaker(clock)
    const older = [breaker.admit(), breaker.admit()]
    for (let n = 0; n < 5; n++) settle(breaker, false)
    clock.advance(10_000)
    older.forEach((admission, n) => admission.admitted && admission.settle(n === 0))
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterSeconds: 20 })
  })
})
