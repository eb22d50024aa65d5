import { findEffects, mailOf as mailRows, type ClaimedRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import type { AdvanceInput, SubjectFacts } from '../engine/state.ts'
import { businessZone } from '@mas/kernel'
import { programOf } from './programs.ts'
import { cursorOf, effectOf, mailOf, runOf } from './read-row.ts'
import { stepRules } from './step-rules.ts'
import { factsOf } from './subjects.ts'

/** Everything a step of each run may look at, read for the whole batch at once. */
export async function readBatch(t: TxCtx, rows: readonly ClaimedRow[]): Promise<AdvanceInput[]> {
  if (rows.length === 0) return []
  const now = t.clock.now()
  const runs = await Promise.all(
    rows.map(async (row) => ({ row, run: runOf(row), program: await programOf(t, row.workflow_id, row.version_n) })),
  )
  const mail = Map.groupBy(await mailRows(t.tx, withInterests(runs)), ({ run_id }) => run_id)
  const waiting = rows.filter(({ wait_kind }) => wait_kind === 'outcome')
  const effects = new Map((await findEffects(t.tx, waiting)).map((row) => [row.run_id, effectOf(row)]))
  const facts = await factsFor(t, runs)
  const rules = await stepRules(t)
  return runs.map(({ row, run, program }) => ({
    run,
    cursor: cursorOf(row),
    program,
    facts: facts.get(run.subjectId) ?? nobody,
    mailbox: (mail.get(run.runId) ?? []).map(mailOf),
    effect: effects.get(run.runId),
    now,
    ...rules,
  }))
}
const nobody: SubjectFacts = { values: {}, zone: businessZone }

type Read = Pick<AdvanceInput, 'run' | 'program'>

/** Mail is there only for those who look for some. */
function withInterests(runs: readonly Read[]): string[] {
  return runs.filter(({ program }) => program.interests.length > 0).map(({ run }) => run.runId)
}

/** Asked once for each kind of subject, and not at all for programs that look at nobody. */
async function factsFor(t: TxCtx, runs: readonly Read[]): Promise<Map<string, SubjectFacts>> {
  const found = new Map<string, SubjectFacts>()
  for (const [type, some] of Map.groupBy(runs, ({ run }) => run.subjectType)) {
    const asking = some.filter(({ program }) => program.fields.length > 0 || usesZone(program))
    if (asking.length === 0) continue
    const ids = [...new Set(asking.map(({ run }) => run.subjectId))]
    const fields = [...new Set(asking.flatMap(({ program }) => program.fields))]
    for (const [id, facts] of await factsOf(t, type, ids, fields)) found.set(id, facts)
  }
  return found
}

/** Some wait of the program is by the wall clock of the person. */
function usesZone({ program }: AdvanceInput['program']): boolean {
  return Object.values(program.nodes).some(
    ({ type, data }) =>
      type.startsWith('wait-') && 'zone' in data && data.zone === 'subject' && !('unit' in data && elapsed.has(data.unit)),
  )
}
const elapsed = new Set<string>(['minutes', 'hours'])
