import { sql, type SQL } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface RunRow extends Record<string, unknown> {
  id: string
  workflow_id: string
  workflow_name: string
  version_n: number
  subject_type: string
  subject_id: string
  source: string
  state: string
  held_reason: string | null
  outcome: string | null
  holdout: boolean
  arm_trace: unknown
  started_at: Date
  finished_at: Date | null
  node_id: string | null
  wait_kind: string | null
  wait_events: string[] | null
  due_at: Date | null
  wake_at: Date | null
  attempts: number | null
  last_error: string | null
  vars: unknown
}
export const columns = sql`r.id, r.workflow_id, w.name as workflow_name, r.version_n, r.subject_type, r.subject_id, r.source, r.state, r.held_reason, r.outcome, r.holdout,
  r.arm_trace, r.started_at, r.finished_at, c.node_id, c.wait_kind, c.wait_events, c.due_at, c.wake_at, c.attempts, c.last_error, c.vars`
export const joined = sql`workflows.runs r join workflows.workflows w on w.id = r.workflow_id left join workflows.cursors c on c.run_id = r.id`

export async function findRun(reader: Reader, id: string): Promise<RunRow | undefined> {
  const [found] = await rows<RunRow>(reader, sql`select ${columns} from ${joined} where r.id = ${id}::uuid`)
  return found
}

export interface RunFilterRow {
  readonly workflowId?: string | undefined
  readonly subjectId?: string | undefined
  readonly state?: string | undefined
  readonly heldReason?: string | undefined
  readonly nodeId?: string | undefined
  readonly outcome?: string | undefined
  /** Only those that are not over. */
  readonly live?: boolean | undefined
}

/** Only runs that are not over stand somewhere, which the planner cannot know: told, it goes by the index of those. */
function filterParts(filter: RunFilterRow) {
  return [
    filter.workflowId === undefined ? [] : [sql`r.workflow_id = ${filter.workflowId}::uuid`],
    filter.subjectId === undefined
      ? []
      : [sql`r.subject_type in ('lead', 'user', 'candidate') and r.subject_id = ${filter.subjectId}::uuid`],
    filter.state === undefined ? [] : [sql`r.state = ${filter.state}`],
    filter.heldReason === undefined ? [] : [sql`r.state = 'held' and r.held_reason = ${filter.heldReason}`],
    filter.nodeId === undefined ? [] : [sql`c.node_id = ${filter.nodeId} and r.state <> 'finished'`],
    filter.outcome === undefined ? [] : [sql`r.outcome = ${filter.outcome}`],
    filter.live === true ? [sql`r.state <> 'finished'`] : [],
  ].flat()
}

/** The newest first. */
export function pageRuns(reader: Reader, filter: RunFilterRow, before: string | undefined, limit: number): Promise<RunRow[]> {
  const wanted = [
    ...filterParts(filter),
    ...wayOf(filter, before, limit),
    ...(before === undefined ? [] : [sql`r.id < ${before}::uuid`]),
    sql`true`,
  ]
  return rows<RunRow>(reader, sql`select ${columns} from ${joined} where ${sql.join(wanted, sql` and `)} order by r.id desc limit ${limit}`)
}

/**
 * Which index a page goes by. The states of runs lie in no order of their time: whoever walks all runs for the few of a state may walk
 * a million others first, and the planner takes them for evenly mixed.
 */
function wayOf(filter: RunFilterRow, before: string | undefined, limit: number) {
  const { workflowId, subjectId, outcome, state, heldReason } = filter
  if (subjectId !== undefined) return []
  const from = before === undefined ? sql`` : sql`and e.id < ${before}::uuid`
  const each = (own: (workflow: SQL) => SQL) =>
    workflowId === undefined
      ? sql`r.id = any(array(select own.id from workflows.workflows v cross join lateral (${own(sql`v.id`)}) own order by own.id desc limit ${limit}))`
      : sql`r.id = any(array(${own(sql`${workflowId}::uuid`)}))`
  if (outcome !== undefined) return workflowId === undefined ? [each((workflow) => endedBy(workflow, sql`${outcome}`, from, limit))] : []
  if (state === 'finished') return [each((workflow) => ended(workflow, from, limit))]
  if (state === 'held' && heldReason === undefined && workflowId === undefined) return [heldBy(from, limit)]
  if (state === 'live' || filter.live === true)
    return [
      each(
        (
          workflow,
        ) => sql`select e.id from workflows.runs e where ${liveOf('e', workflow)} ${state === 'live' ? sql`and e.state = 'live'` : sql``} ${from}
      order by e.workflow_id desc, e.id desc limit ${limit}`,
      ),
    ]
  return []
}

/** Runs of a workflow that are not over, by the index of those: written as a range, so that no other index has them in this order. */
export function liveOf(alias: 'e' | 'x' | 'r', workflow: SQL): SQL {
  const run = sql.raw(`${alias}.workflow_id`)
  return sql`${run} >= ${workflow} and ${run} <= ${workflow} and ${sql.raw(alias)}.state <> 'finished'`
}

const endedBy = (workflow: SQL, outcome: SQL, from: SQL, limit: number) =>
  sql`select e.id from workflows.runs e where e.workflow_id >= ${workflow} and e.workflow_id <= ${workflow} and e.outcome >= ${outcome} and e.outcome <= ${outcome}
        ${from} order by e.workflow_id desc, e.outcome desc, e.id desc limit ${limit}`

/** Of each of the few ways in which runs of a workflow end, the newest. */
const ended = (workflow: SQL, from: SQL, limit: number) => {
  const next = (behind: SQL) =>
    sql`select k.outcome from workflows.runs k where k.workflow_id = ${workflow} and k.outcome is not null ${behind} order by k.outcome limit 1`
  return sql`with recursive way as (
      (${next(sql``)}) union all select (${next(sql`and k.outcome > way.outcome`)}) from way where way.outcome is not null)
    select newest.id from way cross join lateral (${endedBy(workflow, sql`way.outcome`, from, limit)}) newest where way.outcome is not null
    order by newest.id desc limit ${limit}`
}

/** Held runs are indexed by their reason; asked for whatever the reason, each answers with its own newest. */
const heldBy = (from: SQL, limit: number) =>
  sql`r.id = any(array(select own.id from unnest(array['paused', 'failed', 'in-doubt', 'poison']) reason cross join lateral (
        select e.id from workflows.runs e where e.state = 'held' and e.held_reason = reason ${from} order by e.id desc limit ${limit}) own))`

/** Ids of runs that are not over, ascending. */
export async function liveRunIds(
  reader: Reader,
  filter: RunFilterRow,
  after: string | undefined,
  limit: number,
): Promise<{ id: string; subject_id: string }[]> {
  const wanted = [...filterParts(filter), ...(after === undefined ? [] : [sql`r.id > ${after}::uuid`]), sql`r.state <> 'finished'`]
  return rows(
    reader,
    sql`select r.id, r.subject_id from workflows.runs r left join workflows.cursors c on c.run_id = r.id where ${sql.join(wanted, sql` and `)} order by r.id limit ${limit}`,
  )
}

/** Ids of runs that began by an instant, finished ones included, ascending. */
export async function pageRunIds(
  reader: Reader,
  filter: RunFilterRow,
  { after, until }: { readonly after: string | undefined; readonly until: Date },
  limit: number,
): Promise<string[]> {
  const from = after === undefined ? [] : [sql`r.id > ${after}::uuid`]
  const wanted = [...filterParts(filter), ...from, sql`r.started_at <= ${instant(until)}`]
  const found = await rows<{ id: string }>(
    reader,
    sql`select r.id from workflows.runs r left join workflows.cursors c on c.run_id = r.id where ${sql.join(wanted, sql` and `)} order by r.id limit ${limit}`,
  )
  return found.map(({ id }) => id)
}

export interface StepRow extends Record<string, unknown> {
  seq: number
  node_id: string
  node_type: string
  epoch: number
  handle: string
  planned_at: Date
  at: Date
  trace: unknown
}
export function stepsOfRun(reader: Reader, runId: string): Promise<StepRow[]> {
  return rows<StepRow>(
    reader,
    sql`select seq, node_id, node_type, epoch, handle, planned_at, at, trace from workflows.steps where run_id = ${runId}::uuid order by seq, at`,
  )
}

export interface EffectOfRun extends Record<string, unknown> {
  node_id: string
  epoch: number
  kind: string
  key: string
  target_ref: string | null
  state: string
  result: string | null
  reason: string | null
  deferred_until: Date | null
  handed_at: Date
  updated_at: Date
}
export function effectsOfRun(reader: Reader, runId: string): Promise<EffectOfRun[]> {
  return rows<EffectOfRun>(
    reader,
    sql`select node_id, epoch, kind, key, target_ref, state, result, reason, deferred_until, handed_at, updated_at from workflows.effects
        where run_id = ${runId}::uuid order by handed_at, node_id, epoch`,
  )
}

/** A held run goes on: looked at now, with its tries forgotten. False where it was not held. */
export async function releaseRun(tx: Tx, runId: string, now: Date): Promise<boolean> {
  const released = await rows(
    tx,
    sql`with awake as (update workflows.cursors set wake_at = ${instant(now)}, attempts = 0, suspect = 0 where run_id = ${runId}::uuid)
        update workflows.runs set state = 'live', held_reason = null where id = ${runId}::uuid and state = 'held' returning id`,
  )
  return released.length === 1
}

/** The step that stands is tried at once, whatever pause it had. */
export async function retryNow(tx: Tx, runIds: readonly string[], now: Date): Promise<void> {
  await rows(
    tx,
    sql`update workflows.cursors set wake_at = ${instant(now)}, attempts = 0, suspect = 0, due_at = case when wait_kind is null then ${instant(now)} else due_at end
        where run_id = any(${uuids(runIds)})`,
  )
}
