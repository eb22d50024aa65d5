import type { Arrival, IntakeBefore, IntakeColumn, IntakeOptions } from './intake-model.ts'
import type { KnownColumns } from '@mas/db/leads'

/** Free data of a lead, in bytes of JSON as Postgres writes it (product model of leads: 16 KB). */
const extraBytes = 16_384

/** What an arrival says about the plain columns; blanks say nothing. */
export function spokenColumns(arrival: Arrival): Partial<KnownColumns> {
  const { city, state, college, graduationYear, profession, language } = arrival.fields
  const spoken: [keyof KnownColumns, unknown][] = [
    ['full_name', arrival.fullName],
    ['city', city],
    ['state', state],
    ['college', college],
    ['graduation_year', graduationYear],
    ['profession', profession],
    ['language', language],
  ]
  return Object.fromEntries(spoken.filter(([, value]) => value !== undefined && value !== ''))
}

/** The columns of a lead after an arrival met it, under the policy for matches (product rule 4 of leads). */
export function meetColumns(
  present: KnownColumns,
  arrival: Arrival,
  headId: string | null,
  onMatch: IntakeOptions['onMatch'],
): KnownColumns {
  if (onMatch === 'skip') return present
  const spoken = spokenColumns(arrival)
  const next = { ...present }
  for (const column of meetable) {
    const value = spoken[column]
    if (value !== undefined && (onMatch === 'overwrite' || isBlank(present[column]))) Object.assign(next, { [column]: value })
  }
  const extra = onMatch === 'overwrite' ? { ...present.extra, ...arrival.extra } : { ...arrival.extra, ...present.extra }
  if (!sameExtra(extra, present.extra) && fitsExtra(extra)) next.extra = extra
  // Moving a lead from head to head is a transfer, never the side effect of an arrival.
  next.owning_head_id = present.owning_head_id ?? headId
  return next
}
const meetable = ['full_name', 'city', 'state', 'college', 'graduation_year', 'profession', 'language'] as const

const isBlank = (value: unknown) => value === null || value === undefined || value === ''

function sameExtra(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
}

/** Postgres adds one blank after each colon and comma. */
export function fitsExtra(extra: Record<string, unknown>): boolean {
  const keys = Object.keys(extra).length
  return keys === 0 || new TextEncoder().encode(JSON.stringify(extra)).length + 2 * keys <= extraBytes
}

/** The columns that differ, with both values: what an undo needs. */
export function changedColumns(before: KnownColumns, after: KnownColumns): Pick<IntakeBefore, 'old' | 'new'> {
  const old: Partial<Record<IntakeColumn, unknown>> = {}
  const fresh: Partial<Record<IntakeColumn, unknown>> = {}
  for (const column of columnNames) {
    if (before[column] === after[column]) continue
    old[column] = before[column]
    fresh[column] = after[column]
  }
  return { old, new: fresh }
}
const columnNames = [
  'full_name',
  'city',
  'state',
  'college',
  'graduation_year',
  'profession',
  'language',
  'extra',
  'owning_head_id',
  'status',
  'lost_reason',
] as const
