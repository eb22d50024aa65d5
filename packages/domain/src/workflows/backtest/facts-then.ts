import type { FactValue } from '@mas/contracts/core'
import { fieldChanges } from '@mas/contracts/workflows'
import { dayIn } from '@mas/kernel'
import { lookUp, type Surroundings } from '../engine/surroundings.ts'
import type { SubjectFacts, Json } from '../engine/state.ts'

export interface Happened {
  readonly eventId: string
  readonly name: string
  readonly occurredAt: Date
  readonly data: Json
}

/** What a person's facts of the past are made of: those of today, and every change that the log still tells of, later ones included. */
export interface Told {
  readonly facts: SubjectFacts
  readonly changes: readonly Happened[]
}

const attempted = 'leads.contact-attempted'
const statusChanged = 'leads.status-changed'
/** Events that tell of changes of fields. */
export const changeEvents: readonly string[] = [
  ...new Set([attempted, statusChanged, ...Object.values(fieldChanges).map(({ event }) => event)]),
]
/** Set once, with the person. */
const constant = ['lead.platform', 'lead.source', 'lead.channel', 'lead.capturedBy', 'lead.firstIntakeAt', 'user.registeredAt']
/** Fields whose past this can tell. */
export const toldFields: ReadonlySet<string> = new Set([
  ...Object.keys(fieldChanges),
  ...constant,
  'lead.statusSince',
  'lead.attempts',
  'lead.attemptDays',
  'lead.firstAttemptAt',
  'lead.lastAttemptAt',
])

/** A person's facts as of an instant, as far as events tell of their changes; the others as of today. */
export function factsThen({ facts, changes }: Told, at: Date): SubjectFacts {
  if (changes.length === 0) return facts
  const told = Object.entries(fieldChanges).flatMap(([field, { event, from, to }]): [string, FactValue][] => {
    const own = changes.filter(({ name }) => name === event)
    const before = own.findLast(({ occurredAt }) => occurredAt <= at)
    const first = own.find(({ occurredAt }) => occurredAt > at)
    const value = before === undefined ? memberOf(first, from) : memberOf(before, to)
    return value === undefined ? [] : [[field, value]]
  })
  return { ...facts, values: { ...facts.values, ...Object.fromEntries(told), ...counted(facts, changes, at) } }
}

/** What is counted, or dated by its latest change: today's, less what came after the instant. */
function counted({ values }: SubjectFacts, changes: readonly Happened[], at: Date): Record<string, FactValue | null> {
  const attempts = changes.filter(({ name }) => name === attempted)
  const statuses = changes.filter(({ name }) => name === statusChanged)
  const since = statuses.findLast(({ occurredAt }) => occurredAt <= at)
  const before = attempts.filter(({ occurredAt }) => occurredAt <= at)
  const after = attempts.filter(({ occurredAt }) => occurredAt > at)
  const days = new Set(after.map(({ occurredAt }) => dayIn(occurredAt)))
  for (const { occurredAt } of before) days.delete(dayIn(occurredAt))
  return {
    ...(statuses.length > 0 && { 'lead.statusSince': since?.occurredAt.toISOString() ?? values['lead.firstIntakeAt'] ?? null }),
    ...(after.length > 0 && {
      'lead.attempts': less(values['lead.attempts'], after.length),
      'lead.attemptDays': less(values['lead.attemptDays'], days.size),
      'lead.firstAttemptAt':
        before[0] === undefined && after.length === values['lead.attempts'] ? null : (values['lead.firstAttemptAt'] ?? null),
      'lead.lastAttemptAt': before.at(-1)?.occurredAt.toISOString() ?? null,
    }),
  }
}

const less = (today: FactValue | null | undefined, later: number): number => (typeof today === 'number' ? Math.max(0, today - later) : 0)

function memberOf(event: Happened | undefined, member: string): FactValue | undefined {
  return event === undefined ? undefined : lookUp(`event.${member}`, { ...nowhere, event })
}
const nowhere: Surroundings = {
  values: {},
  zone: 'UTC',
  now: new Date(0),
  vars: {},
  run: { source: 'event', startedAt: new Date(0), holdout: false },
  isNews: true,
}
