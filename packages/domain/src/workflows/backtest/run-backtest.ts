import { createHash } from 'node:crypto'
import { fieldIn } from '@mas/contracts/core'
import { subjectFields, type BacktestReport, type EntryRules, type Program } from '@mas/contracts/workflows'
import { eventsOf, findBacktest, finishBacktest, pageSubjects, type BacktestRow, type ReplayedEvent } from '@mas/db/workflows'
import { inTx, type Ctx } from '@mas/kernel'
import { canonicalJson } from '../../audit/index.ts'
import { readSetting } from '../../settings/index.ts'
import { requireVersion } from '../authoring/find-workflow.ts'
import { loadProgram } from '../engine/load-program.ts'
import { stepRules } from '../runtime/step-rules.ts'
import { factsOf } from '../runtime/subjects.ts'
import { isMember } from './membership.ts'
import { toldFields, type Happened } from './facts-then.ts'
import { replayPerson, type Replay } from './replay-person.ts'
import { BacktestRequest } from './request.ts'
import { tariff } from './settings.ts'
import { Tally } from './tally.ts'

const peopleAtOnce = 200

/** Replays everybody who has events in the range, a page at a time, and writes the report. Begun again, it begins anew. */
export async function runBacktest(ctx: Ctx, backtestId: string): Promise<void> {
  const row = await findBacktest(ctx.db, backtestId)
  if (row === undefined || row.state === 'done') return
  const report = await reportOf(ctx, row)
  const hash = createHash('sha256').update(canonicalJson(report)).digest('hex')
  await inTx(ctx, (t) => finishBacktest(t.tx, backtestId, report, hash, report.approximate.length > 0, t.clock.now()))
}

async function reportOf(ctx: Ctx, row: BacktestRow): Promise<BacktestReport> {
  const { program, rules, liveN, segments, only, ...range } = BacktestRequest.parse(row.request)
  const [from, until] = [new Date(range.from), new Date(range.to)]
  const replay: Replay = {
    workflowId: row.workflow_id,
    program: loadProgram(program),
    rules,
    stepRules: await stepRules(ctx),
    from,
    until,
    segments,
  }
  const live = liveN === null ? undefined : loadProgram((await requireVersion(ctx, row.workflow_id, liveN)).parsed)
  const tally = new Tally()
  let after: string | undefined
  for (;;) {
    const ids = await pageSubjects(ctx.db, program.subject, from, until, after, peopleAtOnce)
    after = ids.at(-1)
    if (after === undefined) break
    const events = Map.groupBy(await eventsOf(ctx.db, program.subject, ids, from, until), ({ subject_id }) => subject_id)
    const facts = await factsOf(ctx, program.subject, ids)
    for (const subjectId of ids) {
      const happened = (events.get(subjectId) ?? []).map(happenedOf)
      const person = { subjectId, happened, facts: facts.get(subjectId) ?? { values: {}, zone: 'Asia/Kolkata' } }
      if (only !== null && !isMember(only, person, until)) continue
      tally.people += 1
      tally.events += happened.length
      const here = replayPerson(replay, person)
      tally.add(here.journeys, here.refused)
      if (live !== undefined) tally.compare(subjectId, here.journeys, replayPerson({ ...replay, program: live }, person).journeys)
    }
  }
  const prices = await readSetting(ctx, tariff)
  return tally.report(prices, {
    approximate: approximated(program),
    unknown: unknowns(program, rules),
    hasLive: live !== undefined,
    perMinute: rules.sendingCapPerMinute,
  })
}

function happenedOf({ event_id, name, occurred_at, data }: ReplayedEvent): Happened {
  return { eventId: event_id, name, occurredAt: occurred_at, data: jsonOf(data) }
}
/** The event log holds JSON. */
function jsonOf(stored: unknown): Happened['data'] {
  return stored as Happened['data']
}

function approximated(program: Program): string[] {
  const read = loadProgram(program).fields
  return read.filter((name) => !toldFields.has(name) && fieldIn(subjectFields[program.subject], name) !== undefined)
}

function unknowns(program: Program, { maxLive }: EntryRules): string[] {
  const kinds = new Set(
    Object.values(program.nodes).flatMap((node) => (node.type === 'trigger' ? node.data.triggers.map(({ kind }) => kind) : [])),
  )
  const silent = [...kinds].filter((kind) => kind === 'on-demand' || kind === 'schedule').map((kind) => `${kind} triggers are not replayed`)
  return [
    ...silent.toSorted(),
    ...(kinds.has('segment')
      ? [
          'who becomes a member of a segment is looked for at each event of the person and once a day, and only among people with events in the range',
        ]
      : []),
    ...(maxLive === null ? [] : ['the limit of live runs is not applied']),
    'consent, quiet hours, caps and fatigue of the channels are decided when something is sent; here everything goes out at once',
    'nobody answers: waits for an outcome end with their time-out, webhooks answer 200, tasks pass their last deadline',
  ]
}
