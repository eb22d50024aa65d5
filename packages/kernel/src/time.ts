import { Temporal } from 'temporal-polyfill'

/** Where business days are counted unless a rule names another zone. */
export const businessZone = 'Asia/Kolkata'

/** The calendar day of an instant in a zone, as `YYYY-MM-DD`. */
export function dayIn(at: Date, zone: string = businessZone): string {
  return zoned(at, zone).toPlainDate().toString()
}

/** The instant at which a calendar day begins in a zone (the first valid one, where a day starts in a gap). */
export function startOfDay(day: string, zone: string = businessZone): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)
}

/**
 * The instant of a wall-clock time of a day in a zone; a time that a clock change skips
 * becomes as much later as the gap is long, one that happens twice is the first of the two.
 */
export function atTime(day: string, time: string, zone: string = businessZone): Date {
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
  return new Date(at.epochMilliseconds)
}

/** `n` calendar days after a day. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

export function zoned(at: Date, zone: string = businessZone): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
}
