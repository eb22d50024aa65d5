import { createHash } from 'node:crypto'
import { BacktestRequest, subjectFields, SubjectType, type BacktestReport } from '@mas/contracts/workflows'
import {
  concernedBy,
  findBacktest,
  findEntryRules,
  finishBacktest,
  historyOf,
  type BacktestRow,
  type EntryRulesRow,
} from '@mas/db/workflows'
import { businessZone, fail, inTx, type Ctx } from '@mas/kernel'
import { canonicalJson } from '../../audit/index.ts'
import { triggersOf } from '../authoring/point-triggers.ts'
import { loadProgram } from '../engine/load-program.ts'
import type { LoadedProgram } from '../engine/state.ts'
import { programOf } from '../runtime/programs.ts'
import { stepRules } from '../runtime/step-rules.ts'
import { factsOf } from '../runtime/subjects.ts'
import { BacktestTally, wayOf } from './report.ts'
import { walkPerson, type World } from './walk-person.ts'

const page = 200
const sampled = 20

/** Replays the log of a range through a program, person by person. Writes one row: the report. */
export async function runBacktest(ctx: Ctx, backtestId: string): Promise<void> {
  const row = await findBacktest(ctx.db, backtestId)
  if (row === undefined || row.state === 'done') return
  const rules = await findEntryRules(ctx.db, row.workflow_id)
  if (rules === undefined) throw fail('workflows.not-found')
  const report = await replay(ctx, row, rules)
  const hash = createHash('sha256').update(canonicalJson(report)).digest('hex')
  await inTx(ctx, (t) => finishBacktest(t.tx, backtestId, report, hash, report.approximate.length > 0, t.clock.now()))
}

async function replay(ctx: Ctx, row: BacktestRow, rules: EntryRulesRow): Promise<BacktestReport> {
  const request = BacktestRequest.parse(row.request)
  const program = loadProgram(request.program)
  const live = await liveProgram(ctx, rules, row.version_hash, program)
  const range = { from: new Date(request.from), to: new Date(request.to) }
  const subjectType = SubjectType.parse(rules.subject_type)
  const world: World = { rules, program, subjectType, ...(await stepRulesOf(ctx)), to: range.to, seed: row.seed }
  const names = [...new Set([program, ...(live === undefined ? [] : [live])].flatMap(eventsOf))]
  const tally = new BacktestTally()
  const differing: string[] = []
  for (let after: string | null = null; ;) {
    const ids: string[] = await concernedBy(ctx.db, subjectType, names, range, after, page)
    const facts = await factsOf(ctx, subjectType, ids)
    for (const id of ids) {
      const history = await historyOf(ctx.db, subjectType, id, range)
      const known = facts.get(id) ?? { values: {}, zone: businessZone }
      const { runs, refused, events } = await walkPerson(world, id, history, known)
      tally.add(runs, refused, events)
      if (live === undefined) continue
      const other = await walkPerson({ ...world, program: live }, id, history, known)
      if (wayOf(other.runs) !== wayOf(runs)) differing.push(id)
    }
    after = ids.at(-1) ?? null
    if (ids.length < page) break
  }
  return {
    version: row.version_hash,
    ...tally.sums(),
    approximate: program.fields.filter((field) => !keepsHistory(subjectType, field)),
    differs: live === undefined ? null : { people: differing.length, sample: differing.slice(0, sampled) },
    assumed,
  }
}

const assumed = [
  'facts are those of today at every instant',
  'every message went out and was neither deferred nor refused; tasks were not done and calls answered 200',
  'mutual exclusion, the cap of live runs and the pace were not asked; triggers other than events start nobody',
]

const eventsOf = ({ program }: LoadedProgram) => triggersOf(program).flatMap((trigger) => (trigger.kind === 'event' ? [trigger.name] : []))

function keepsHistory(type: SubjectType, field: string): boolean {
  return subjectFields[type].find(({ key }) => key === field)?.history === true
}

/** The version people get now, unless it is the very one that is tried. */
async function liveProgram(ctx: Ctx, rules: EntryRulesRow, hash: string, tried: LoadedProgram): Promise<LoadedProgram | undefined> {
  if (rules.active_version === null) return undefined
  const live = await programOf(ctx, rules.id, rules.active_version)
  return canonicalJson(live.program) === canonicalJson(tried.program) || hash === '' ? undefined : live
}

async function stepRulesOf(ctx: Ctx): Promise<Pick<World, 'zoneRules' | 'doubtMs'>> {
  const { rules, doubtMs } = await stepRules(ctx)
  return { zoneRules: rules, doubtMs }
}
