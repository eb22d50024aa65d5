import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays, atTime, dayIn, startOfDay } from './time.ts'

const at = (text: string) => new Date(text)
const zones = ['Asia/Kolkata', 'America/New_York', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'UTC']
const instant = fc.date({ min: at('2000-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z'), noInvalidDate: true })

describe('business days', () => {
  test('begin at half past six in the evening UTC, in India', () => {
    expect(dayIn(at('2026-11-22T18:29:59.999Z'))).toBe('2026-11-22')
    expect(dayIn(at('2026-11-22T18:30:00.000Z'))).toBe('2026-11-23')
    expect(startOfDay('2026-11-23')).toEqual(at('2026-11-22T18:30:00.000Z'))
  })
  test('hold every instant from their start to the start of the next one, in every zone', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (moment, zone) => {
        const day = dayIn(moment, zone)
        expect(startOfDay(day, zone).getTime()).toBeLessThanOrEqual(moment.getTime())
        expect(startOfDay(addDays(day, 1), zone).getTime()).toBeGreaterThan(moment.getTime())
      }),
    )
  })
  test('that begin inside a gap begin at its end', () => {
    // Brazil changed its clocks at midnight: 4 November 2018 began at 01:00.
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toEqual(at('2018-11-04T03:00:00Z'))
  })
  test('are counted on the calendar, over months, leap days and clock changes', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(addDays('2026-11-23', -23)).toBe('2026-10-31')
  })
})

describe('wall-clock times', () => {
  test('name one instant', () => {
    expect(atTime('2026-11-23', '10:00')).toEqual(at('2026-11-23T04:30:00Z'))
    expect(atTime('2026-07-01', '09:30', 'Europe/Berlin')).toEqual(at('2026-07-01T07:30:00Z'))
    expect(atTime('2026-12-01', '09:30', 'Europe/Berlin')).toEqual(at('2026-12-01T08:30:00Z'))
  })
  test('that a clock change skips become as much later as the gap is long', () => {
    expect(atTime('2026-03-29', '02:30', 'Europe/Berlin')).toEqual(at('2026-03-29T01:30:00Z')) // 03:30 summer time
    expect(atTime('2026-03-08', '02:15', 'America/New_York')).toEqual(at('2026-03-08T07:15:00Z'))
  })
  test('that happen twice are the first of the two', () => {
    expect(atTime('2026-10-25', '02:30', 'Europe/Berlin')).toEqual(at('2026-10-25T00:30:00Z'))
  })
  test('fall on the day that was asked for, also on days with a clock change', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), fc.integer({ min: 4, max: 23 }), (moment, zone, hour) => {
        const day = dayIn(moment, zone)
        fc.pre(day !== '2011-12-30') // Samoa had no such day
        expect(dayIn(atTime(day, `${String(hour).padStart(2, '0')}:00`, zone), zone)).toBe(day)
      }),
    )
  })
})
