import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { answerText } from './answer-text.ts'
import { afterSend, disablesAt, judge, nextHealth, waitMs, type Health, type Verdict } from './delivery-rules.ts'
import { retryAfterMs } from './retry-after.ts'

const now = new Date('2026-11-23T10:00:00Z')
const hourMs = 3_600_000
const answered = (status: number, headers: Record<string, string> = {}): Verdict =>
  judge({ outcome: 'ok', status, headers: new Headers(headers), address: '8.8.8.8', body: new Uint8Array(), truncated: false }, now)
const lost = judge({ outcome: 'in_doubt', reason: 'timeout', address: '8.8.8.8' }, now)
const healthy: Health = {
  maxInFlight: 20,
  allowedInFlight: 20,
  successes: 0,
  failuresInARow: 0,
  failingSince: null,
  transportFailuresInARow: 0,
  transportFailingSince: null,
  lastSuccessAt: null,
  probeAt: null,
}

describe('a message', () => {
  test('waits 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, each within a tenth, the same however often it is asked', () => {
    const ladder = [5_000, 300_000, 1_800_000, 2 * hourMs, 5 * hourMs, 10 * hourMs, 14 * hourMs, 20 * hourMs, 24 * hourMs]
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 9 }), (id, n) => {
        const ms = waitMs(`msg_${id}`, n)
        const rung = ladder[n - 1] ?? 0
        expect(ms).toBe(waitMs(`msg_${id}`, n))
        expect(ms >= rung * 0.9 && ms <= rung * 1.1).toBe(true)
      }),
    )
    expect(new Set(Array.from({ length: 100 }, (_, n) => waitMs(`msg_${n}`, 9))).size).toBeGreaterThan(90)
  })

  test('is delivered by any 2xx and by nothing else, and dead at the tenth failure', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.integer({ min: 0, max: 9 }), (status, attempt) => {
        const after = afterSend({ id: 'msg_1', attempt }, answered(status), false, now)
        const isDelivered = status >= 200 && status < 300
        expect(after.state).toBe(isDelivered ? 'delivered' : attempt === 9 ? 'dead' : 'pending')
        expect(after.nextAt !== null).toBe(after.state === 'pending')
        expect(after.attempt).toBe(isDelivered ? attempt : attempt + 1)
      }),
    )
  })

  test('is moved later by Retry-After, never earlier, and no probe uses up an attempt', () => {
    const inMs = (verdict: Verdict, probe = false) =>
      (afterSend({ id: 'msg_1', attempt: 0 }, verdict, probe, now).nextAt?.getTime() ?? 0) - now.getTime()
    expect(inMs(answered(429, { 'retry-after': '120' }))).toBe(120_000)
    expect(inMs(answered(503, { 'retry-after': 'Mon, 23 Nov 2026 10:02:00 GMT' }))).toBe(120_000)
    expect(inMs(answered(429, { 'retry-after': '1' }))).toBe(waitMs('msg_1', 1))
    expect(inMs(answered(429, { 'retry-after': '999999999' }))).toBe(24 * hourMs)
    expect(afterSend({ id: 'msg_1', attempt: 9 }, answered(500), true, now)).toEqual({ state: 'pending', attempt: 9, nextAt: now })
  })

  test.each([
    [null, 0],
    ['', 0],
    ['120', 120_000],
    ['1.5', 1_500],
    ['-5', 0],
    ['soon', 0],
    ['2026', 2_026_000],
    ['Mon, 23 Nov 2026 10:02:00 GMT', 120_000],
    ['Mon, 23 Nov 2020 10:02:00 GMT', 0],
    ['Mon, 23 Nov 2036 10:02:00 GMT', 86_400_000],
  ])('Retry-After %p means %d ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })
})

describe('an endpoint', () => {
  const after = (verdicts: readonly Verdict[], from: Partial<Health> = {}, everyMs = 1_000) => {
    let health: Health = { ...healthy, ...from }
    const reasons: string[] = []
    verdicts.forEach((verdict, n) => {
      const next = nextHealth(health, verdict, new Date(now.getTime() + n * everyMs), 5)
      health = { ...health, ...next.health }
      if (next.disable !== null) reasons.push(next.disable)
    })
    return { health, disable: reasons[0] ?? null }
  }
  const times = (n: number, verdict: Verdict) => Array.from({ length: n }, () => verdict)

  test('is given half by 429, 502, 503 and 504, one back per twenty successes, between 1 and its most', () => {
    for (const status of [429, 502, 503, 504]) expect(after([answered(status)]).health.allowedInFlight).toBe(10)
    for (const status of [400, 404, 500]) expect(after([answered(status)]).health.allowedInFlight).toBe(20)
    expect(after(times(10, answered(429))).health.allowedInFlight).toBe(1)
    expect(after([...times(5, answered(429)), ...times(60, answered(200))]).health.allowedInFlight).toBe(4)
    expect(after(times(100, answered(200))).health.allowedInFlight).toBe(20)
  })

  test('opens its circuit at the tenth failure in a row and closes it with one success', () => {
    expect(after(times(9, answered(500))).health.probeAt).toBeNull()
    expect(after(times(10, answered(500))).health.probeAt).toEqual(new Date(now.getTime() + 9_000 + 60_000))
    expect(after([...times(30, answered(500)), answered(204)]).health).toMatchObject({
      failuresInARow: 0,
      failingSince: null,
      probeAt: null,
    })
  })

  test('is disabled by 410 at once, by 20 failures over 5 days, by 50 transport failures over 24 hours, and not before', () => {
    expect(after([answered(410)]).disable).toBe('gone')
    expect(after(times(19, answered(500)), {}, 7 * hourMs).disable).toBeNull()
    expect(after(times(20, answered(500)), {}, 7 * hourMs).disable).toBe('failing')
    expect(after(times(1_000, answered(500)), {}, 400_000).disable).toBeNull()
    expect(after([...times(25, answered(500)), answered(200), ...times(19, answered(500))], {}, hourMs * 4).disable).toBeNull()
    expect(after(times(50, lost), {}, 30 * 60_000).disable).toBe('unreachable')
    expect(after(times(49, lost), {}, 30 * 60_000).disable).toBeNull()
    expect(after(times(200, lost), {}, 60_000).disable).toBeNull()
    expect(after([...times(30, lost), answered(500), ...times(49, lost)], {}, 30 * 60_000).disable).toBeNull()
    expect(disablesAt({ failingSince: now, transportFailingSince: now }, 5)).toEqual(new Date(now.getTime() + 24 * hourMs))
    expect(disablesAt({ failingSince: null, transportFailingSince: null }, 5)).toBeNull()
  })
})

test('an answer is kept as at most 2 KiB of text without control characters, whatever its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (body) => {
      const text = answerText(body)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048)
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(/[\u0000-\u001f\u007f-\u009f]/.test(text)).toBe(false)
      expect(text.isWellFormed()).toBe(true)
    }),
  )
  expect(answerText(Buffer.from('a\r\nb\u0000\u202e'))).toBe('a\\u000d\\u000ab\\u0000\\u202e')
})
