import type { Condition } from '@mas/contracts/core'
import { limits, type EntryRules, type RunSource } from '@mas/contracts/workflows'
import { triggersOf } from '../authoring/point-triggers.ts'
import { holds } from '../engine/conditions.ts'
import { newRunCursor } from '../engine/new-run.ts'
import { engineVars, type AdvanceInput, type LoadedProgram, type RunFacts } from '../engine/state.ts'
import { surroundingsOf } from '../engine/surroundings.ts'
import { nextOccurrence } from '../graph/cron-rules.ts'
import { entryKeyOf } from '../ingest/entry-key.ts'
import { factsAfter, type Deed } from './deeds.ts'
import type { Happened } from './facts-then.ts'
import { isMember, joins } from './membership.ts'
import type { Person } from './person.ts'
import { walkRun, type Walked } from './walk-run.ts'

export interface Replay {
  readonly workflowId: string
  readonly program: LoadedProgram
  readonly rules: EntryRules
  readonly stepRules: Pick<AdvanceInput, 'rules' | 'doubtMs'>
  readonly from: Date
  readonly until: Date
  /** What segments that start somebody ask, by id. */
  readonly segments: Readonly<Record<string, Condition>>
  /** When each schedule fell due in the range, by its place among the triggers. */
  readonly occurrences: ReadonlyMap<number, readonly Date[]>
}

/** Something that would have started a run, had the rules let the person in. */
export interface Occasion {
  readonly at: Date
  readonly entryKey: string
  /** The run as it would have gone, once the person was let in. */
  readonly walk: (soFar: SoFar) => Journeyed
}
/** What replayed runs of a person came to so far: promotional messages that have left, by day, and what they did. */
export interface SoFar {
  readonly promos: Map<string, number>
  readonly deeds: readonly Deed[]
}
export interface Journeyed extends Walked {
  /** Occasions that its own events are. */
  readonly follows: readonly Occasion[]
  /** Events of it that start nobody any more: so many runs started each other before. */
  readonly tooDeep: number
}
interface Start {
  readonly at: Date
  readonly source: RunSource
  readonly event?: Happened
  readonly entryKey: string
  /** How many runs started each other before. */
  readonly causation?: number
}

/** When the schedules of a program fell due in a range. */
export function occurrencesOf(program: LoadedProgram, from: Date, until: Date): Map<number, Date[]> {
  const found = new Map<number, Date[]>()
  for (const [index, trigger] of triggersOf(program.program).entries()) {
    if (trigger.kind !== 'schedule') continue
    const due: Date[] = []
    // The beginning belongs to the range.
    let at = nextOccurrence(trigger.cron, trigger.zone, new Date(from.getTime() - 1))
    for (; at !== undefined && at < until; at = nextOccurrence(trigger.cron, trigger.zone, at)) due.push(at)
    found.set(index, due)
  }
  return found
}

/** In the order in which they would have come; an event goes before what it makes the person a member of, and that before schedules. */
export function occasionsOf(replay: Replay, person: Person): Occasion[] {
  return startsOf(replay, person)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((start) => occasionOf(replay, person, start))
}

function occasionOf(replay: Replay, person: Person, start: Start): Occasion {
  const { at, entryKey, causation = 0 } = start
  return {
    at,
    entryKey,
    walk: ({ promos, deeds }) => {
      const walked = walkRun(firstInput(replay, person, start, deeds), person, replay.until, promos, deeds)
      const all = [...deeds, ...walked.deeds]
      const caused = walked.deeds.flatMap(({ event }) => (event === undefined ? [] : startsBy(replay, person, event, all, true)))
      const isTooDeep = causation + 1 > limits.causation
      return {
        ...walked,
        follows: isTooDeep ? [] : caused.map((one) => occasionOf(replay, person, { ...one, causation: causation + 1 })),
        tooDeep: isTooDeep ? caused.length : 0,
      }
    },
  }
}

/** Where an event starts the person. What this workflow caused starts it only where the trigger says so. */
function startsBy(replay: Replay, person: Person, event: Happened, deeds: readonly Deed[], own: boolean): Start[] {
  return triggersOf(replay.program.program).flatMap((trigger): Start[] => {
    if (trigger.kind !== 'event' || trigger.name !== event.name || (own && trigger.fromOwnRuns !== true)) return []
    const { where, entryField } = trigger
    const start: Start = { at: event.occurredAt, source: 'event', event, entryKey: entryKeyOf(person.subjectId, event.data, entryField) }
    return where === undefined || holds(where, surroundingsOf(firstInput(replay, person, start, deeds), {}, event), []) ? [start] : []
  })
}

function startsOf(replay: Replay, person: Person): Start[] {
  const triggers = triggersOf(replay.program.program)
  const conditionOf = (id: string | undefined) => (id !== undefined && Object.hasOwn(replay.segments, id) ? replay.segments[id] : undefined)
  const { subjectId } = person
  const byEvent = person.happened.flatMap((event) => startsBy(replay, person, event, [], false))
  const bySegment = triggers.flatMap((trigger) => {
    const condition = trigger.kind === 'segment' ? conditionOf(trigger.segmentId) : undefined
    return condition === undefined
      ? []
      : joins(condition, person, replay).map((at): Start => ({ at, source: 'segment', entryKey: subjectId }))
  })
  const bySchedule = triggers.flatMap((trigger, index) => {
    const condition = trigger.kind === 'schedule' ? conditionOf(trigger.segmentId) : undefined
    if (condition === undefined) return []
    const there = (replay.occurrences.get(index) ?? []).filter((at) => isMember(condition, person, at))
    return there.map((at): Start => ({ at, source: 'schedule', entryKey: subjectId }))
  })
  const byHand = triggers.some(({ kind }) => kind === 'on-demand') ? person.asked : []
  return [...byEvent, ...bySegment, ...bySchedule, ...byHand]
}

function firstInput(replay: Replay, person: Person, { at, source, event, entryKey }: Start, deeds: readonly Deed[]): AdvanceInput {
  const run: RunFacts = {
    runId: event?.eventId ?? person.subjectId,
    workflowId: replay.workflowId,
    subjectType: replay.program.program.subject,
    subjectId: person.subjectId,
    entryKey,
    source,
    startedAt: at,
    holdout: false,
    arms: {},
  }
  const vars = event === undefined ? {} : { [engineVars.trigger]: { name: event.name, data: event.data, eventId: event.eventId } }
  const cursor = newRunCursor(replay.program.triggerId, at, vars)
  return { run, cursor, program: replay.program, facts: factsAfter(person, deeds, at), mailbox: [], now: at, ...replay.stepRules }
}
