import { lanes, limits, SubjectType, type RunSource } from '@mas/contracts/workflows'
import {
  backfillMail,
  findEntryRules,
  insertRuns,
  lockEntryRules,
  lockSubjects,
  notifyLoops,
  type EntryRulesRow,
  type RunInsert,
} from '@mas/db/workflows'
import { fail, newId, type Ctx, type TxCtx } from '@mas/kernel'
import type { ErrorCode } from '@mas/contracts/catalogue'
import { engineVars, type Json, type Vars } from '../engine/state.ts'
import { storedBytes } from '../engine/trace.ts'
import { endRuns } from '../runtime/end-runs.ts'
import { programOf } from '../runtime/programs.ts'
import { movedTo } from '../runtime/subjects.ts'
import { gatherEntryFacts, type Entrant } from './entry-facts.ts'
import { refusalOfEntry } from './entry-rules.ts'

export interface EntryOrder {
  readonly workflowId: string
  readonly source: RunSource
  readonly entrants: readonly Entrant[]
  /** Many at once: their first steps leave the way free for others. */
  readonly bulk?: boolean
  /** The user whose act it is. */
  readonly startedBy?: string | null
  readonly parent?: { readonly runId: string; readonly nodeId: string; readonly epoch: number; readonly depth: number }
  /** How many workflows led to this, one after the other. */
  readonly causation?: number
  /** What `event.*` means, and from when on the person's events count for waits. */
  readonly trigger?: { readonly name: string; readonly data: Json; readonly eventId: string; readonly occurredAt: Date }
  readonly vars?: Vars
}
export interface Refused {
  readonly subjectId: string
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
}
export interface EntryResult {
  readonly enrolled: { subjectId: string; runId: string }[]
  readonly refused: Refused[]
}

export const subjectKey = (type: string, id: string) => `workflows:${type}:${id}`

/**
 * Starts runs, each person at most once: everything that happens to a person here holds the person's key, and the unique indexes hold
 * whoever writes past it. Refusals are answered, not thrown.
 */
export async function enter(t: TxCtx, order: EntryOrder): Promise<EntryResult> {
  const { workflowId, source } = order
  const seen = await subjectTypeOf(t, workflowId)
  const entrants = await asTheyAreNow(t, seen, order.entrants)
  await lockSubjects(
    t.tx,
    entrants.map(({ subjectId }) => subjectKey(seen, subjectId)),
  )
  const rules = await lockEntryRules(t.tx, workflowId)
  if (rules === undefined) throw fail('workflows.not-found')
  const result: EntryResult = { enrolled: [], refused: [] }
  const rivals: string[] = []
  const admitted: Entrant[] = []
  const keys = new Set<string>()
  for (const { entrant, facts } of await gatherEntryFacts(t, rules, source, entrants)) {
    const refusal = keys.has(entrant.entryKey)
      ? ({ code: 'workflows.already-live', details: {} } as const)
      : refusalOfEntry({ ...facts, live: facts.live + admitted.length })
    if (refusal !== undefined) {
      result.refused.push({ subjectId: entrant.subjectId, code: refusal.code, details: refusal.details })
      continue
    }
    keys.add(entrant.entryKey)
    admitted.push(entrant)
    rivals.push(...facts.rivals)
  }
  await endRuns(t, rivals, 'superseded', { by: workflowId })
  await insertAdmitted(t, order, rules, admitted, result)
  if (result.enrolled.length > 0) await notifyLoops(t.tx)
  return result
}

/** What an event says is kept with the run as far as there is room; a person is not kept out because somebody wrote a book. */
function fitting(data: Json): Json {
  return storedBytes({ data }) <= limits.varsBytes / 4 ? data : {}
}

async function insertAdmitted(
  t: TxCtx,
  order: EntryOrder,
  rules: EntryRulesRow,
  admitted: readonly Entrant[],
  result: EntryResult,
): Promise<void> {
  if (admitted.length === 0 || rules.active_version === null) return
  const now = t.clock.now()
  const program = await programOf(t, rules.id, rules.active_version)
  const { trigger, parent, vars = {} } = order
  const noted =
    trigger === undefined ? {} : { [engineVars.trigger]: { name: trigger.name, data: fitting(trigger.data), eventId: trigger.eventId } }
  const runs = admitted.map(({ subjectId, entryKey, sourceRef }): RunInsert => ({
    id: newId(now.getTime()),
    workflow_id: rules.id,
    version_n: rules.active_version ?? 0,
    mutex_group: rules.mutex_group,
    subject_type: rules.subject_type,
    subject_id: subjectId,
    entry_key: entryKey,
    source: order.source,
    source_ref: sourceRef,
    started_by: order.startedBy ?? null,
    parent_run_id: parent?.runId ?? null,
    parent_node_id: parent?.nodeId ?? null,
    parent_epoch: parent?.epoch ?? null,
    depth: parent === undefined ? 0 : parent.depth + 1,
    causation: order.causation ?? 0,
    node_id: program.triggerId,
    lane: order.bulk === true ? lanes.bulk : lanes.control,
    vars: { ...vars, ...noted },
  }))
  const made = new Set(await insertRuns(t.tx, runs, now))
  for (const run of runs) {
    if (made.has(run.id)) result.enrolled.push({ subjectId: run.subject_id, runId: run.id })
    else result.refused.push({ subjectId: run.subject_id, code: 'workflows.already-live', details: {} })
  }
  if (trigger === undefined) return
  for (const { id: runId, subject_id: subjectId } of runs.filter(({ id }) => made.has(id)))
    await backfillMail(t.tx, { runId, type: rules.subject_type, subjectId }, program.interests, trigger.occurredAt, trigger.eventId)
}

/** Who was merged meanwhile enters as the survivor, with the same occasion: whoever asks may have an older id at hand. */
export async function asTheyAreNow(ctx: Ctx | TxCtx, type: SubjectType, entrants: readonly Entrant[]): Promise<readonly Entrant[]> {
  const moved = await movedTo(
    ctx,
    type,
    entrants.map(({ subjectId }) => subjectId),
  )
  if (moved.size === 0) return entrants
  return entrants.map((entrant) => {
    const to = moved.get(entrant.subjectId)
    return to === undefined ? entrant : { ...entrant, subjectId: to, entryKey: entrant.entryKey.replace(entrant.subjectId, to) }
  })
}

async function subjectTypeOf(t: TxCtx, workflowId: string): Promise<SubjectType> {
  const rules = await findEntryRules(t.tx, workflowId)
  if (rules === undefined) throw fail('workflows.not-found')
  return SubjectType.parse(rules.subject_type)
}
