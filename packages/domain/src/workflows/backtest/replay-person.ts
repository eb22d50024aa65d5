import type { EntryRules } from '@mas/contracts/workflows'
import { newRunCursor } from '../engine/new-run.ts'
import { holds } from '../engine/conditions.ts'
import { engineVars, type AdvanceInput, type LoadedProgram, type RunFacts, type SubjectFacts } from '../engine/state.ts'
import { surroundingsOf } from '../engine/surroundings.ts'
import { refusalOfEntry } from '../entry/entry-rules.ts'
import { factsThen, type Happened } from './facts-then.ts'
import { walkRun, type Walked } from './walk-run.ts'

export interface Replay {
  readonly workflowId: string
  readonly program: LoadedProgram
  readonly rules: EntryRules
  readonly stepRules: Pick<AdvanceInput, 'rules' | 'doubtMs'>
  readonly until: Date
}
export interface Person {
  readonly subjectId: string
  readonly facts: SubjectFacts
  readonly happened: readonly Happened[]
}
export interface Journey {
  readonly startedAt: Date
  readonly walked: Walked
}

/** Every run that a person's events would have started, each walked to its end; entries that the rules refuse, by code. */
export function replayPerson(replay: Replay, person: Person): { journeys: Journey[]; refused: string[] } {
  const journeys: (Journey & { entryKey: string })[] = []
  const refused: string[] = []
  for (const event of person.happened)
    for (const { name, where, entryField } of triggersOf(replay.program)) {
      if (name !== event.name) continue
      const facts = factsThen(person.facts, person.happened, event.occurredAt)
      const entryKey =
        entryField === undefined ? person.subjectId : `${person.subjectId}:${JSON.stringify(memberOf(event.data, entryField))}`
      const input = firstInput(replay, person, event, facts, entryKey)
      if (where !== undefined && !holds(where, surroundingsOf(input, {}, event), [])) continue
      const last = journeys.findLast((one) => one.entryKey === entryKey)?.walked
      const live = last !== undefined && (last.outcome === undefined || last.endedAt > event.occurredAt)
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
        now: event.occurredAt,
      })
      if (refusal !== undefined) refused.push(refusal.code)
      else
        journeys.push({
          entryKey,
          startedAt: event.occurredAt,
          walked: walkRun({ ...input, facts: person.facts }, person.happened, replay.until),
        })
    }
  return { journeys, refused }
}

function triggersOf({ program, triggerId }: LoadedProgram) {
  const node = program.nodes[triggerId]
  return node?.type === 'trigger' ? node.data.triggers.filter((trigger) => trigger.kind === 'event') : []
}

function firstInput(replay: Replay, person: Person, event: Happened, facts: SubjectFacts, entryKey: string): AdvanceInput {
  const { occurredAt, name, data, eventId } = event
  const run: RunFacts = {
    runId: eventId,
    workflowId: replay.workflowId,
    subjectType: replay.program.program.subject,
    subjectId: person.subjectId,
    entryKey,
    source: 'event',
    startedAt: occurredAt,
    holdout: false,
    arms: {},
  }
  const vars = { [engineVars.trigger]: { name, data, eventId } }
  const cursor = newRunCursor(replay.program.triggerId, occurredAt, vars)
  return { run, cursor, program: replay.program, facts, mailbox: [], now: occurredAt, ...replay.stepRules }
}

function memberOf(data: Happened['data'], name: string): unknown {
  return typeof data === 'object' && data !== null ? Object.entries(data).find(([key]) => key === name)?.[1] : undefined
}
