import { zoned } from '@mas/kernel'
import { Temporal } from 'temporal-polyfill'

export interface Length {
  readonly amount: number
  readonly unit: 'minutes' | 'hours' | 'days' | 'weeks'
}
const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const

/**
 * The instant of a wall-clock time: one that a clock change skips is the first instant after the gap, one that happens twice is
 * the earlier of the two.
 */
export function resolveLocal(local: Temporal.PlainDateTime, zone: string): Date {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (earlier.toPlainDateTime().equals(local)) return new Date(earlier.epochMilliseconds)
  const gap = earlier.getTimeZoneTransition('next')
  return new Date((gap ?? earlier).epochMilliseconds)
}

/** The instant of a time of day; `24:00` is the end of the day. */
export function resolveTime(day: Temporal.PlainDate, time: string, zone: string): Date {
  if (time === '24:00') return resolveLocal(day.add({ days: 1 }).toPlainDateTime(), zone)
  return resolveLocal(day.toPlainDateTime(Temporal.PlainTime.from(time)), zone)
}

/** Minutes and hours are elapsed time; days and weeks keep the wall-clock time. A negative amount goes back. */
export function addLength(from: Date, { amount, unit }: Length, zone: string): Date {
  // Nothing added stays where it is, also in the second of two hours that a clock shows twice.
  if (amount === 0) return from
  if (unit === 'minutes' || unit === 'hours') return new Date(from.getTime() + amount * unitMs[unit])
  return resolveLocal(
    zoned(from, zone)
      .toPlainDateTime()
      .add(unit === 'days' ? { days: amount } : { weeks: amount }),
    zone,
  )
}

/** The first time of day `at` that is no earlier than a length after an instant, a day being 24 hours. */
export function firstTimeAfter(from: Date, { amount, unit }: Length, at: string, zone: string): Date {
  const earliest = new Date(from.getTime() + amount * unitMs[unit])
  return firstTimeFrom(earliest, at, zone, () => true)
}

/** The nth business day from here at the same wall-clock time: Saturdays, Sundays and closed days do not count. */
export function addBusinessDays(from: Date, days: number, zone: string, closed: ReadonlySet<string>): Date {
  const local = zoned(from, zone).toPlainDateTime()
  let day = local.toPlainDate()
  let left = days
  for (let tried = 0; left > 0 && tried < furthestDays; tried += 1) {
    day = day.add({ days: 1 })
    if (isBusinessDay(day, closed)) left -= 1
  }
  return resolveLocal(day.toPlainDateTime(local.toPlainTime()), zone)
}

/** The first time of day on a business day, no earlier than the nth business day from here at this very time. */
export function firstBusinessTimeAfter(from: Date, days: number, at: string, zone: string, closed: ReadonlySet<string>): Date {
  return firstTimeFrom(addBusinessDays(from, days, zone, closed), at, zone, (day) => isBusinessDay(day, closed))
}

function firstTimeFrom(earliest: Date, at: string, zone: string, fits: (day: Temporal.PlainDate) => boolean): Date {
  // Where a clock goes back over midnight, an instant of today may lie before yesterday's time of day.
  let day = zoned(earliest, zone).toPlainDate().subtract({ days: 1 })
  for (let tried = 0; tried < furthestDays; tried += 1) {
    const candidate = resolveTime(day, at, zone)
    if (candidate >= earliest && fits(day)) return candidate
    day = day.add({ days: 1 })
  }
  return earliest
}

export function isBusinessDay(day: Temporal.PlainDate, closed: ReadonlySet<string>): boolean {
  return day.dayOfWeek <= 5 && !closed.has(day.toString())
}

export interface Window {
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}

/** The instant itself while the window is open, else its next opening; undefined when there is none within two years. */
export function nextOpening(at: Date, window: Window, zone: string, closed: ReadonlySet<string>): Date | undefined {
  let day = zoned(at, zone).toPlainDate().subtract({ days: 1 })
  for (let tried = 0; tried < furthestDays; tried += 1) {
    if (window.days.includes(day.dayOfWeek) && !closed.has(day.toString())) {
      const opens = resolveTime(day, window.from, zone)
      const closes = resolveTime(day, window.to, zone)
      // A window that a clock change swallowed is skipped: it opens when it closes.
      if (opens < closes && at < closes) return at < opens ? opens : at
    }
    day = day.add({ days: 1 })
  }
  return undefined
}
const furthestDays = 800

/** A written date or instant as a stretch of time: a day lasts a day, an instant no time. Undefined for anything else. */
export function stretchOf(written: unknown, zone: string): { from: number; to: number; isDay: boolean } | undefined {
  if (typeof written !== 'string') return undefined
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(written)) {
      const day = Temporal.PlainDate.from(written)
      return { from: resolveTime(day, '00:00', zone).getTime(), to: resolveTime(day, '24:00', zone).getTime(), isDay: true }
    }
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(written)) {
      const at = resolveLocal(Temporal.PlainDateTime.from(written), zone).getTime()
      return { from: at, to: at, isDay: false }
    }
    if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(written)) return undefined
    const at = Temporal.Instant.from(written).epochMilliseconds
    return { from: at, to: at, isDay: false }
  } catch {
    return undefined // 31 February and the like: no date
  }
}

/** Whether a name is an IANA zone that this machine knows. Offsets such as `+05:30` are none. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime(zone)
    return true
  } catch {
    return false // that is the answer
  }
}
