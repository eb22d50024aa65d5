import { zoned } from '@mas/kernel'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import {
  addBusinessDays,
  addLength,
  firstBusinessTimeAfter,
  firstTimeAfter,
  nextOpening,
  resolveLocal,
  resolveTime,
  stretchOf,
} from './wall-clock.ts'

const none: ReadonlySet<string> = new Set()
const local = (at: Date, zone: string) => zoned(at, zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
const in_ = (text: string, zone: string) => resolveLocal(Temporal.PlainDateTime.from(text), zone)

/** Every change of the clock in every zone between 1995 and 2030: what the machine's own tables say. */
const transitions = (['Asia/Kolkata', ...Intl.supportedValuesOf('timeZone')] as const).flatMap((zone) => {
  const found: { zone: string; at: number }[] = []
  let at = Temporal.Instant.from('1995-01-01T00:00:00Z').toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds > Date.UTC(2030, 0, 1)) return found
    found.push({ zone, at: next.epochMilliseconds })
    at = next
  }
})

test('a time in a spring gap is the first instant after it, one that happens twice is the earlier', () => {
  expect(in_('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:00:00.000Z')
  expect(in_('2026-10-25T02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z')
  // Samoa had no 30 December 2011, Lord Howe moves by half an hour.
  expect(local(in_('2011-12-30T10:00', 'Pacific/Apia'), 'Pacific/Apia')).toBe('2011-12-31T00:00')
  expect(local(in_('2026-10-04T02:15', 'Australia/Lord_Howe'), 'Australia/Lord_Howe')).toBe('2026-10-04T02:30')
})

test('around every change of the clock of every zone, a wall-clock time is itself, or the first instant after the gap', () => {
  expect(transitions.length).toBeGreaterThan(5_000)
  for (const { zone, at } of transitions)
    for (const minutes of [-61, -30, -1, 0, 1, 29, 31, 61]) {
      const before = zoned(new Date(at - 1), zone)
        .toPlainDateTime()
        .add({ milliseconds: 1 })
        .add({ minutes })
      const wanted = before.round('minute')
      const resolved = resolveLocal(wanted, zone)
      const seen = zoned(resolved, zone).toPlainDateTime()
      if (!seen.equals(wanted)) {
        // In the gap: nothing lies between the gap's end and the answer, and the wanted time never happens.
        expect(resolved.getTime()).toBe(at)
        expect(Temporal.PlainDateTime.compare(seen, wanted)).toBe(1)
      } else {
        const same = (ms: number) => zoned(new Date(ms), zone).toPlainDateTime().equals(wanted)
        for (const back of [30, 60, 120]) expect(same(resolved.getTime() - back * 60_000)).toBe(false)
      }
    }
}, 180_000)

test('a day later it is the same time of day, across every change of the clock', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...transitions),
      fc.integer({ min: -2_880, max: 2_880 }),
      fc.integer({ min: 1, max: 40 }),
      ({ zone, at }, minutes, days) => {
        const from = new Date(at + minutes * 60_000)
        const due = addLength(from, { amount: days, unit: 'days' }, zone)
        const wanted = zoned(from, zone).toPlainDateTime().add({ days })
        expect(resolveLocal(wanted, zone).getTime()).toBe(due.getTime())
        expect(due.getTime()).toBeGreaterThan(from.getTime())
        const at10 = firstTimeAfter(from, { amount: days, unit: 'days' }, '10:00', zone)
        expect(at10.getTime()).toBeGreaterThanOrEqual(from.getTime() + days * 86_400_000)
        // At most two days further: a change of the clock may swallow one ten o'clock.
        expect(at10.getTime()).toBeLessThan(from.getTime() + (days + 2) * 86_400_000)
      },
    ),
    { numRuns: 500 },
  )
})

test('minutes and hours are elapsed time, days keep the clock', () => {
  const spring = in_('2026-03-28T23:30', 'Europe/Berlin')
  expect(addLength(spring, { amount: 24, unit: 'hours' }, 'Europe/Berlin').getTime() - spring.getTime()).toBe(86_400_000)
  expect(local(addLength(spring, { amount: 1, unit: 'days' }, 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-03-29T23:30')
  expect(addLength(spring, { amount: 1, unit: 'days' }, 'Europe/Berlin').getTime() - spring.getTime()).toBe(23 * 3_600_000)
})

test('`1 day at 10:00` is the first ten o’clock that is at least 24 hours away', () => {
  const zone = 'Asia/Kolkata'
  const length = { amount: 1, unit: 'days' } as const
  expect(local(firstTimeAfter(in_('2026-11-23T09:59', zone), length, '10:00', zone), zone)).toBe('2026-11-24T10:00')
  expect(local(firstTimeAfter(in_('2026-11-23T10:00', zone), length, '10:00', zone), zone)).toBe('2026-11-24T10:00')
  expect(local(firstTimeAfter(in_('2026-11-23T10:01', zone), length, '10:00', zone), zone)).toBe('2026-11-25T10:00')
  // The night that is an hour short: 10:00 the next day is 23 hours away, so it is the day after.
  expect(local(firstTimeAfter(in_('2026-03-28T10:00', 'Europe/Berlin'), length, '10:00', 'Europe/Berlin'), 'Europe/Berlin')).toBe(
    '2026-03-30T10:00',
  )
})

test('business days skip Saturday, Sunday and the days of the calendar', () => {
  const zone = 'Asia/Kolkata'
  const friday = in_('2026-11-27T15:00', zone)
  expect(local(addBusinessDays(friday, 1, zone, none), zone)).toBe('2026-11-30T15:00')
  expect(local(addBusinessDays(friday, 1, zone, new Set(['2026-11-30'])), zone)).toBe('2026-12-01T15:00')
  expect(local(addBusinessDays(in_('2026-11-28T09:00', zone), 1, zone, none), zone)).toBe('2026-11-30T09:00')
  expect(local(firstBusinessTimeAfter(friday, 1, '10:00', zone, none), zone)).toBe('2026-12-01T10:00')
  expect(local(firstBusinessTimeAfter(in_('2026-11-27T09:00', zone), 1, '10:00', zone, none), zone)).toBe('2026-11-30T10:00')
})

test('a window passes at once inside, ends exclusively, skips closed days and swallowed hours', () => {
  const zone = 'Asia/Kolkata'
  const office = { days: [1, 2, 3, 4, 5], from: '10:00', to: '19:00' }
  const open = (text: string, closed = none) => nextOpening(in_(text, zone), office, zone, closed)
  expect(open('2026-11-23T10:00')).toEqual(in_('2026-11-23T10:00', zone))
  expect(open('2026-11-23T18:59')).toEqual(in_('2026-11-23T18:59', zone))
  expect(open('2026-11-23T19:00')).toEqual(in_('2026-11-24T10:00', zone))
  expect(open('2026-11-27T19:00', new Set(['2026-11-30']))).toEqual(in_('2026-12-01T10:00', zone))
  expect(nextOpening(in_('2026-03-28T12:00', 'Europe/Berlin'), { days: [7], from: '02:00', to: '03:00' }, 'Europe/Berlin', none)).toEqual(
    in_('2026-04-05T02:00', 'Europe/Berlin'),
  )
  expect(nextOpening(in_('2026-11-23T23:59', zone), { days: [1], from: '22:00', to: '24:00' }, zone, none)).toEqual(
    in_('2026-11-23T23:59', zone),
  )
  expect(nextOpening(in_('2026-11-23T23:59', zone), { days: [], from: '22:00', to: '24:00' }, zone, none)).toBeUndefined()
})

test('written dates are days, instants or nothing', () => {
  const day = stretchOf('2026-11-23', 'Asia/Kolkata')
  expect(day).toEqual({ from: Date.UTC(2026, 10, 22, 18, 30), to: Date.UTC(2026, 10, 23, 18, 30), isDay: true })
  expect(stretchOf('2026-11-23T10:00', 'Asia/Kolkata')?.from).toBe(Date.UTC(2026, 10, 23, 4, 30))
  expect(stretchOf('2026-11-23T10:00:00.000Z', 'Asia/Kolkata')?.from).toBe(Date.UTC(2026, 10, 23, 10))
  for (const wrong of ['2026-02-31', 'tomorrow', '', 5, null, '2026-13-01T10:00']) expect(stretchOf(wrong, 'Asia/Kolkata')).toBeUndefined()
  expect(resolveTime(Temporal.PlainDate.from('2026-11-23'), '24:00', 'Asia/Kolkata').getTime()).toBe(Date.UTC(2026, 10, 23, 18, 30))
})
