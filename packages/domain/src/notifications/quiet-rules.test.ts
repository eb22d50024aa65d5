import { expect, test } from 'bun:test'
import { zoned } from '@mas/kernel'
import fc from 'fast-check'
import { quietUntil, spread } from './quiet-rules.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const house = { from: '22:00', to: '08:00', days: everyDay }
const until = (at: string, quiet = house, zone = 'Asia/Kolkata') => quietUntil(new Date(at), quiet, zone)?.toISOString()

test('the beginning of the window belongs to it, its end does not', () => {
  expect(until('2026-11-23T16:29:59.999Z')).toBeUndefined()
  expect(until('2026-11-23T16:30:00.000Z')).toBe('2026-11-24T02:30:00.000Z')
  expect(until('2026-11-24T02:29:59.999Z')).toBe('2026-11-24T02:30:00.000Z')
  expect(until('2026-11-24T02:30:00.000Z')).toBeUndefined()
})

test('only the chosen days begin a window, and it lasts into the next one', () => {
  const fridays = { ...house, days: [5] }
  expect(until('2026-11-27T20:00:00.000Z', fridays)).toBe('2026-11-28T02:30:00.000Z')
  expect(until('2026-11-28T20:00:00.000Z', fridays)).toBeUndefined()
})

test('an end that is skipped in spring is the first instant after the gap, one that occurs twice in autumn is the later', () => {
  const quiet = { from: '23:00', to: '02:30', days: everyDay }
  // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00Z. 25 October 2026: 03:00 becomes 02:00 at 01:00Z.
  expect(until('2026-03-29T00:00:00.000Z', quiet, 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
  expect(until('2026-10-25T00:45:00.000Z', quiet, 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z')
  // A beginning that occurs twice begins at the first.
  expect(until('2026-10-25T00:30:00.000Z', { from: '02:30', to: '06:00', days: everyDay }, 'Europe/Berlin')).toBe(
    '2026-10-25T05:00:00.000Z',
  )
})

test('nothing that leaves at the answered instant is inside a window of its zone, in any zone', () => {
  const zones = [...Intl.supportedValuesOf('timeZone')]
  const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
  const cases = fc.record({
    zone: fc.constantFrom(...zones),
    at: fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    from: time,
    to: time,
  })
  fc.assert(
    fc.property(cases, ({ zone, at, from, to }) => {
      const quiet = { from, to, days: everyDay }
      let leaves = at
      // Windows may touch (22:00 to 22:01 the next day would): the claim decides again, as here.
      for (let turn = 0; turn < 3; turn++) leaves = quietUntil(leaves, quiet, zone) ?? leaves
      expect(quietUntil(leaves, quiet, zone)).toBeUndefined()
      const wall = zoned(leaves, zone).toPlainTime().toString().slice(0, 5)
      const inside = from === to ? false : from < to ? from <= wall && wall < to : wall >= from || wall < to
      // On the wall clock too, except for the repeated hour of autumn and the hour skipped in spring.
      if (inside) expect(hasClockChangeNear(leaves, zone)).toBeTrue()
    }),
    { numRuns: 5_000 },
  )
})

test('marketing that waited is spread over a quarter of an hour, always alike for one intent', () => {
  const end = new Date('2026-11-24T02:30:00.000Z')
  const drawn = Array.from({ length: 500 }, () => spread(end, crypto.randomUUID()).getTime() - end.getTime())
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...drawn)).toBeLessThan(900_000)
  expect(new Set(drawn).size).toBeGreaterThan(100)
  const id = crypto.randomUUID()
  expect(spread(end, id)).toEqual(spread(end, id))
})

function hasClockChangeNear(at: Date, zone: string): boolean {
  const next = zoned(new Date(at.getTime() - 26 * 3_600_000), zone).getTimeZoneTransition('next')
  return next !== null && next.epochMilliseconds - at.getTime() < 26 * 3_600_000
}
