import type { QuietHours } from '@mas/contracts/notifications'
import { zoned } from '@mas/kernel'

type Zoned = ReturnType<typeof zoned>

/**
 * When the quiet window that holds `at` ends; undefined outside. The window is read on the wall clock of `zone`: its
 * beginning belongs to it, its end does not. A time that occurs twice begins the window at its first and ends it at
 * its second occurrence; one that is skipped counts as the first instant after the gap.
 */
export function quietUntil(at: Date, quiet: QuietHours, zone: string): Date | undefined {
  if (quiet.from === quiet.to) return undefined
  const today = zoned(at, zone)
  const overnight = quiet.to < quiet.from
  let end: number | undefined
  // Yesterday's window may still be open. Windows of two days may touch across a clock change, so the later end counts.
  for (const ahead of [-1, 0]) {
    const day = today.with({ hour: 12, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }).add({ days: ahead })
    if (!quiet.days.includes(day.dayOfWeek)) continue
    const from = instantOf(day, quiet.from, 'earlier')
    const to = instantOf(overnight ? day.add({ days: 1 }) : day, quiet.to, 'later')
    if (from <= at.getTime() && at.getTime() < to) end = Math.max(end ?? 0, to)
  }
  return end === undefined ? undefined : new Date(end)
}

function instantOf(day: Zoned, time: string, occurrence: 'earlier' | 'later'): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const wall = { hour, minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }
  const found = day.with(wall, { disambiguation: occurrence, offset: 'ignore' })
  if (found.hour === hour && found.minute === minute) return found.epochMilliseconds
  const beforeGap = day.with(wall, { disambiguation: 'earlier', offset: 'ignore' })
  return beforeGap.getTimeZoneTransition('next')?.epochMilliseconds ?? found.epochMilliseconds
}

/** Marketing that waited is spread over a quarter of an hour, always to the same second for the same intent. */
export function spread(until: Date, intentId: string): Date {
  const drawn = Number.parseInt(intentId.replaceAll('-', '').slice(-8), 16)
  return new Date(until.getTime() + (drawn % 900) * 1_000)
}
