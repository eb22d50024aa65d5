import { CronExpressionParser } from 'cron-parser'

/** Minutes between two runs of a schedule, at least. */
const minMinutes = 15

/** Why a schedule cannot be used. */
export function cronProblem(cron: string, zone: string): 'cron-invalid' | 'cron-too-often' | undefined {
  const parsed = parse(cron, zone)
  if (parsed === undefined) return 'cron-invalid'
  const { hour, minute } = parsed.fields
  const times = hour.values.flatMap((h) => minute.values.map((m) => Number(h) * 60 + Number(m))).toSorted((a, b) => a - b)
  // The last run of a day and the first of the next count as neighbours, whichever days there are.
  const gaps = times.map((time, index) => (times[index + 1] ?? (times[0] ?? 0) + 1_440) - time)
  return Math.min(...gaps) < minMinutes ? 'cron-too-often' : undefined
}

/** The first occurrence after an instant. */
export function nextOccurrence(cron: string, zone: string, after: Date): Date | undefined {
  return parse(cron, zone, after)?.next().toDate()
}

function parse(cron: string, zone: string, after = new Date(0)) {
  // A sixth field would be seconds, and names such as @daily hide what the picture should show.
  if (cron.trim().split(/\s+/).length !== 5 || /[^\d*/,\-A-Za-z?#L\s]/.test(cron) || cron.startsWith('@')) return undefined
  try {
    const parsed = CronExpressionParser.parse(cron, { tz: zone, currentDate: after })
    parsed.next() // one that never comes, such as 31 February, is none
    parsed.reset(after)
    return parsed
  } catch {
    return undefined // that is the answer
  }
}
