import type { FactValue } from '@mas/contracts/core'
import { fieldChanges } from '@mas/contracts/workflows'
import { lookUp, type Surroundings } from '../engine/surroundings.ts'
import type { SubjectFacts, Json } from '../engine/state.ts'

export interface Happened {
  readonly eventId: string
  readonly name: string
  readonly occurredAt: Date
  readonly data: Json
}

export interface Person {
  readonly subjectId: string
  readonly facts: SubjectFacts
  readonly happened: readonly Happened[]
}
/** A person's facts as of an instant, as far as events tell of their changes; the others as of today. */
export function factsThen(today: SubjectFacts, happened: readonly Happened[], at: Date): SubjectFacts {
  const told = Object.entries(fieldChanges).flatMap(([field, { event, from, to }]): [string, FactValue][] => {
    const changes = happened.filter(({ name }) => name === event)
    const before = changes.findLast(({ occurredAt }) => occurredAt <= at)
    const first = changes.find(({ occurredAt }) => occurredAt > at)
    const value = before === undefined ? memberOf(first, from) : memberOf(before, to)
    return value === undefined ? [] : [[field, value]]
  })
  return told.length === 0 ? today : { ...today, values: { ...today.values, ...Object.fromEntries(told) } }
}

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

/** Fields whose past this can tell. */
export const toldFields: ReadonlySet<string> = new Set(Object.keys(fieldChanges))
