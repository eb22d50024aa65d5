import { Temporal } from 'temporal-polyfill'

/** The zone of every business day and cap of the product. */
export const BUSINESS_ZONE = 'Asia/Kolkata'

/** A daily window on the wall clock, `HH:MM`; start inclusive, end exclusive. */
export type DailyWindow = { readonly from: string; readonly to: string }

/**
 * The first instant at or after `at` inside the window on a day that is not closed (`MM-DD`), in the zone named. Null when no
 * such day comes within a year, which only a list of closed days covering the year can cause.
 */
export function nextInWindow(
  at: Temporal.Instant,
  window: DailyWindow,
  zone: string,
  closedDays: readonly string[] = [],
): Temporal.Instant | null {
  const local = at.toZonedDateTimeISO(zone)
  let day = local.toPlainDate()
  for (let ahead = 0; ahead <= 366; ahead += 1) {
    if (!closedDays.includes(monthDay(day))) {
      const opens = atTime(day, window.from, zone)
      if (ahead > 0 || Temporal.Instant.compare(at, opens) < 0) return opens
      if (Temporal.Instant.compare(at, atTime(day, window.to, zone)) < 0) return at
    }
    day = day.add({ days: 1 })
  }
  return null
}

/** The instant of a wall-clock time (`HH:MM`) on a day in a zone. */
export function atTime(day: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).toInstant()
}

/** The calendar day of an instant on the business clock (IST). */
export function businessDay(at: Temporal.Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO(BUSINESS_ZONE).toPlainDate()
}

function monthDay(day: Temporal.PlainDate): string {
  return day.toString().slice(5, 10)
}
