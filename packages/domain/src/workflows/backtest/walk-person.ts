import type { SubjectType } from '@mas/contracts/workflows'
import type { HistoryRow } from '@mas/db/workflows'
import { AppError, derivedId } from '@mas/kernel'
import { holds } from '../engine/conditions.ts'
import { engineVars, type AdvanceInput, type Json, type LoadedProgram, type Step, type SubjectFacts } from '../engine/state.ts'
import { refusalOfEntry } from '../entry/entry-rules.ts'
import type { EntryRulesRow } from '@mas/db/workflows'
import { triggersOf } from '../authoring/point-triggers.ts'
import { supposeDone } from '../rehearsal/act-for-real.ts'
import { rehearse } from '../rehearsal/rehearse.ts'

export interface World {
  readonly rules: EntryRulesRow
  readonly program: LoadedProgram
  readonly subjectType: SubjectType
  readonly zoneRules: AdvanceInput['rules']
  readonly doubtMs: number
  readonly to: Date
  readonly seed: string
}
/** One run that would have been, as far as the range goes. */
export interface Walked {
  readonly startedAt: Date
  /** Null while it would still be under way at the end of the range. */
  readonly finishedAt: Date | null
  readonly outcome: string | null
  readonly steps: readonly Step[]
}

/** What would have become of one person: every entry their events would have made, and the way of each. */
export async function walkPerson(
  world: World,
  subjectId: string,
  history: readonly HistoryRow[],
  facts: SubjectFacts,
): Promise<{ runs: Walked[]; refused: string[]; events: number }> {
  const triggers = triggersOf(world.program.program).filter((trigger) => trigger.kind === 'event')
  const runs: Walked[] = []
  const refused: string[] = []
  let events = 0
  for (const event of history) {
    const listening = triggers.filter((one) => one.name === event.name)
    if (listening.length === 0) continue
    events += 1
    if (!listening.some(({ where }) => where === undefined || holds(where, seenAt(event, facts), []))) continue
    const last = runs.at(-1)
    const over = last !== undefined && last.finishedAt !== null && last.finishedAt <= event.occurred_at
    const refusal = refusalOfEntry({
      status: 'active',
      reEntry: world.rules.re_entry,
      cooldownDays: world.rules.cooldown_days,
      mutexGroup: null,
      onConflict: 'refuse',
      maxLive: null,
      presence: 'present',
      known: false,
      latest: last && { state: over ? 'finished' : 'live', finishedAt: over ? last.finishedAt : null },
      rivals: [],
      live: 0,
      now: event.occurred_at,
    })
    if (refusal === undefined) runs.push(await walk(world, subjectId, event, history, facts, runs.length))
    else refused.push(refusal.code)
  }
  return { runs, refused, events }
}

function seenAt(event: HistoryRow, facts: SubjectFacts) {
  return {
    values: facts.values,
    zone: facts.zone,
    now: event.occurred_at,
    vars: {},
    run: { source: 'event', startedAt: event.occurred_at, holdout: false },
    event: { name: event.name, data: jsonOf(event.data) },
    isNews: true,
  }
}

async function walk(
  world: World,
  subjectId: string,
  trigger: HistoryRow,
  history: readonly HistoryRow[],
  facts: SubjectFacts,
  nth: number,
): Promise<Walked> {
  const start = trigger.occurred_at
  const { program } = world
  const later = history.filter(
    (event) => event.event_id !== trigger.event_id && event.occurred_at >= start && program.interests.includes(event.name),
  )
  const events = later.map((event) => ({
    name: event.name,
    data: recordOf(event.data),
    afterMinutes: (event.occurred_at.getTime() - start.getTime()) / 60_000,
  }))
  const input: AdvanceInput = {
    run: {
      runId: await derivedId('backtest', world.seed, world.rules.id, subjectId, String(nth)),
      workflowId: world.rules.id,
      subjectType: world.subjectType,
      subjectId,
      entryKey: subjectId,
      source: 'event',
      startedAt: start,
      holdout: false,
      arms: {},
    },
    cursor: {
      nodeId: program.triggerId,
      seq: 1,
      epoch: 1,
      lane: 0,
      wakeAt: start,
      dueAt: start,
      waitKind: null,
      waitEvents: null,
      enteredAt: start,
      visits: { [program.triggerId]: 1 },
      vars: { [engineVars.trigger]: { name: trigger.name, data: jsonOf(trigger.data), eventId: trigger.event_id } },
      attempts: 0,
      lastError: null,
    },
    program,
    facts,
    mailbox: [],
    now: start,
    rules: world.zoneRules,
    doubtMs: world.doubtMs,
  }
  const walked = await rehearse(
    input,
    { answers: [], events },
    () => Promise.resolve(facts),
    (acting) => Promise.resolve(supposeDone(acting)),
  ).catch((thrown: unknown) => {
    // A run that never ends is a finding about that person, not the end of the report.
    if (thrown instanceof AppError && thrown.code === 'workflows.simulation-too-long') return undefined
    throw thrown
  })
  if (walked === undefined) return { startedAt: start, finishedAt: start, outcome: 'too-many-steps', steps: [] }
  const { last, steps } = walked
  const within = steps.filter(({ at }) => at < world.to)
  const end = steps.at(-1)?.at ?? start
  const through = last.move.kind === 'finish' && end < world.to
  return {
    startedAt: start,
    finishedAt: through ? end : null,
    outcome: through && last.move.kind === 'finish' ? last.move.outcome : null,
    steps: within,
  }
}

/** The log keeps JSON. */
function jsonOf(data: unknown): Json {
  return data as Json
}
/** Data of an event is an object of what its schema names. */
function recordOf(data: unknown): Record<string, string | number | boolean | string[] | null> {
  return data as Record<string, string | number | boolean | string[] | null>
}
