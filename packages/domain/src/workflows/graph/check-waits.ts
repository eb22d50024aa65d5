import { limits, type NodeOf } from '@mas/contracts/workflows'
import { isZone, stretchOf } from '../engine/wall-clock.ts'
import type { Here } from './check-node.ts'
import type { Installation } from './installation.ts'

const days = { minutes: 1 / 1_440, hours: 1 / 24, days: 1, weeks: 7, 'business-hours': 1 / 8, 'business-days': 7 / 5 } as const

/** How many days a length takes at least, weekends included. */
export function daysOf({ amount, unit }: { readonly amount: number; readonly unit: keyof typeof days }): number {
  return Math.abs(amount) * days[unit]
}

export function checkSpan(span: { readonly amount: number; readonly unit: keyof typeof days }, path: string, here: Here): void {
  if (daysOf(span) > limits.days) here('wait-too-long', path, `${span.amount} ${span.unit} are more than ${limits.days} days`)
}

export function checkZone(zone: string, path: string, here: Here): void {
  if (zone !== 'subject' && !isZone(zone)) here('zone-unknown', path, `there is no zone ${zone}`)
}

/** Without its days a calendar would close nothing, and nobody would notice. */
export function checkCalendar(calendar: string | undefined, { hasCalendar }: Installation, here: Here): void {
  if (calendar !== undefined && !hasCalendar(calendar)) here('calendar-unknown', '/calendar', `there is no calendar ${calendar}`)
}

export function checkDuration({ data }: NodeOf<'wait-duration'>, installation: Installation, here: Here): void {
  checkCalendar(data.calendar, installation, here)
  checkSpan(data, '/amount', here)
  checkZone(data.zone, '/zone', here)
  if (data.at !== undefined && (data.unit === 'minutes' || data.unit === 'hours'))
    here('wrong-type', '/at', 'a time of day goes with days, weeks and business days')
}

export function checkUntil({ data }: NodeOf<'wait-until'>, { now }: Installation, here: Here): void {
  if ((data.field === undefined) === (data.at === undefined)) here('wrong-type', '/field', 'either a date field or a date is needed')
  if (data.offset !== undefined) checkSpan(data.offset, '/offset', here)
  checkZone(data.zone, '/zone', here)
  if (data.at === undefined) return
  const stretch = stretchOf(data.at, 'Asia/Kolkata')
  if (stretch === undefined) here('wrong-type', '/at', `${data.at} is no date`)
  else if (stretch.from > now.getTime() + limits.days * 86_400_000)
    here('wait-too-long', '/at', `${data.at} is more than ${limits.days} days away, and no run is longer`)
}

export function checkWindow({ data }: NodeOf<'wait-window'>, installation: Installation, here: Here): void {
  checkCalendar(data.calendar, installation, here)
  checkZone(data.zone, '/zone', here)
  if (data.days.length === 0) here('window-empty', '/days', 'no day is chosen')
  if (data.from >= data.to)
    here('window-empty', '/to', `from ${data.from} to ${data.to} is no time at all; a window ends on the day it begins`)
}
