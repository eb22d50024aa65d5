import type { Condition } from '@mas/contracts/core'
import type { EntryRules } from '@mas/contracts/workflows'
import { triggersOf } from '../authoring/point-triggers.ts'
import { newRunCursor } from '../engine/new-run.ts'
import { holds } from '../engine/conditions.ts'
import { engineVars, type AdvanceInput, type LoadedProgram, type RunFacts, type SubjectFacts } from '../engine/state.ts'
import { surroundingsOf } from '../engine/surroundings.ts'
import { refusalOfEntry } from '../entry/entry-rules.ts'
import { factsThen, type Happened, type Person } from './facts-then.ts'
import { joins } from './membership.ts'
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
}
export interface Journey {
  readonly startedAt: Date
  readonly walked: Walked
}

/** Every run that a person's events would have started, each walked to its end; entries that the rules refuse, by code. */
export function replayPerson(replay: Replay, person: Person): { journeys: Journey[]; refused: string[] } {
  const journeys: (Journey & { entryKey: string })[] = []
  const refused: string[] = []
  for (const { at, event, where, entryKey } of occasionsOf(replay, person)) {
    const facts = factsThen(person.facts, person.happened, at)
    const input = firstInput(replay, person, { at, event, entryKey }, facts)
    if (event !== undefined && where !== undefined && !holds(where, surroundingsOf(input, {}, event), [])) continue
    const last = journeys.findLast((one) => one.entryKey === entryKey)?.walked
    const live = last !== undefined && (last.outcome === undefined || last.endedAt > at)
    const refusal = refusalOfEntry({
      status: 'active',
      ...replay.rules,
      mutexGroup: null,
      presence: 'present',
      known: false,
      latest: last && { state: live ? 'live' : 'finished', finishedAt: live ? null : last.endedAt },
      rivals: [],
      live: 0,
      maxLive: null,
      now: at,
    })
    if (refusal !== undefined) refused.push(refusal.code)
    else
      journeys.push({
        entryKey,
        startedAt: at,
        walked: walkRun({ ...input, facts: person.facts }, person.happened, replay.until),
      })
  }
  return { journeys, refused }
}

/** Something that may start a run: an event, or becoming a member of a segment. */
interface Start {
  readonly at: Date
  readonly event: Happened | undefined
  readonly where?: Condition | undefined
  readonly entryKey: string
}

/** In the order in which they would have come; an event goes before what it makes the person a member of. */
function occasionsOf(replay: Replay, person: Person): Start[] {
  const triggers = triggersOf(replay.program.program)
  const byEvent = person.happened.flatMap((event) =>
    triggers.flatMap((trigger): Start[] => {
      if (trigger.kind !== 'event' || trigger.name !== event.name) return []
      const { where, entryField } = trigger
      const own = entryField === undefined ? '' : `:${JSON.stringify(memberOf(event.data, entryField))}`
      return [{ at: event.occurredAt, event, where, entryKey: `${person.subjectId}${own}` }]
    }),
  )
  const bySegment = triggers.flatMap((trigger) => {
    const condition =
      trigger.kind === 'segment' && Object.hasOwn(replay.segments, trigger.segmentId) ? replay.segments[trigger.segmentId] : undefined
    return condition === undefined
      ? []
      : joins(condition, person, replay).map((at): Start => ({ at, event: undefined, entryKey: person.subjectId }))
  })
  return [...byEvent, ...bySegment].toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function firstInput(replay: Replay, person: Person, { at, event, entryKey }: Start, facts: SubjectFacts): AdvanceInput {
  const run: RunFacts = {
    runId: event?.eventId ?? person.subjectId,
    workflowId: replay.workflowId,
    subjectType: replay.program.program.subject,
    subjectId: person.subjectId,
    entryKey,
    source: event === undefined ? 'segment' : 'event',
    startedAt: at,
    holdout: false,
    arms: {},
  }
  const vars = event === undefined ? {} : { [engineVars.trigger]: { name: event.name, data: event.data, eventId: event.eventId } }
  const cursor = newRunCursor(replay.program.triggerId, at, vars)
  return { run, cursor, program: replay.program, facts, mailbox: [], now: at, ...replay.stepRules }
}

function memberOf(data: Happened['data'], name: string): unknown {
  return typeof data === 'object' && data !== null ? Object.entries(data).find(([key]) => key === name)?.[1] : undefined
}
