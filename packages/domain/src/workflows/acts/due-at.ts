import type { NodeDataOf } from '@mas/contracts/workflows'
import { addBusinessDays, addLength, isBusinessDay, resolveTime } from '../engine/wall-clock.ts'
import type { ZoneRules } from '../engine/state.ts'
import { businessZone, zoned } from '@mas/kernel'

type DueSpan = NodeDataOf<'task'>['due']

/** When a task is due: elapsed time, or time of business days in India. */
export function dueAt(from: Date, due: DueSpan, rules: ZoneRules, calendar: string | undefined): Date {
  const closed = calendar === undefined ? noDays : rules.holidays(calendar)
  switch (due.unit) {
    case 'business-hours':
      return addBusinessHours(from, due.amount, rules, closed)
    case 'business-days':
      return addBusinessDays(from, due.amount, businessZone, closed)
    case 'minutes':
    case 'hours':
    case 'days':
      return addLength(from, { amount: due.amount, unit: due.unit }, businessZone)
  }
}
const noDays: ReadonlySet<string> = new Set()

/** Counts only the hours that lie within business hours; closed days pass by. */
function addBusinessHours(from: Date, hours: number, { businessHours }: ZoneRules, closed: ReadonlySet<string>): Date {
  let left = hours * 3_600_000
  for (let day = zoned(from).toPlainDate(); ; day = day.add({ days: 1 })) {
    if (!isBusinessDay(day, closed)) continue
    const opens = Math.max(resolveTime(day, businessHours.from, businessZone).getTime(), from.getTime())
    const open = Math.max(0, resolveTime(day, businessHours.to, businessZone).getTime() - opens)
    if (left <= open) return new Date(opens + left)
    left -= open
  }
}
