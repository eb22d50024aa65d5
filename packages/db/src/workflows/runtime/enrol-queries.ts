import { sql } from 'drizzle-orm'
import { recordset, rows, texts, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** Everything that happens to a person in workflows happens one after the other. Keys are taken in ascending order. */
export async function lockSubjects(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await rows(
    tx,
    sql`select pg_advisory_xact_lock(key) from (select distinct hashtextextended(k, 0) as key from unnest(${texts(keys)}) k order by 1) ascending`,
  )
}

export interface PastRun extends Record<string, unknown> {
  entry_key: string
  run_id: string
  state: string
  outcome: string | null
  started_at: Date
  finished_at: Date | null
}

/** The newest run of each entry key, live ones first. */
export function latestRuns(reader: Reader, workflowId: string, entryKeys: readonly string[]): Promise<PastRun[]> {
  return rows<PastRun>(
    reader,
    sql`select distinct on (entry_key) entry_key, id as run_id, state, outcome, started_at, finished_at from workflows.runs
        where workflow_id = ${workflowId}::uuid and entry_key = any(${texts(entryKeys)})
        order by entry_key, (state = 'finished'), started_at desc, id desc`,
  )
}

/** Live runs of these people in a group of workflows that exclude each other. */
export function runsInGroup(
  reader: Reader,
  group: string,
  subjectType: string,
  subjectIds: readonly string[],
): Promise<{ run_id: string; subject_id: string; workflow_id: string }[]> {
  return rows(
    reader,
    sql`select id as run_id, subject_id, workflow_id from workflows.runs
        where mutex_group = ${group} and subject_type = ${subjectType} and subject_id = any(${uuids(subjectIds)}) and state <> 'finished'`,
  )
}

/** Runs of a workflow that are not over; more than `most` are not told apart. */
export async function countLive(reader: Reader, workflowId: string, most: number): Promise<number> {
  const [found] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from (
          select from workflows.runs r where r.workflow_id = ${workflowId}::uuid and r.state <> 'finished' limit ${most}) live`,
  )
  return found?.n ?? 0
}

/** Which of these occasions started a run before, finished ones included. */
export async function knownSources(reader: Reader, workflowId: string, source: string, refs: readonly string[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set()
  const found = await rows<{ source_ref: string }>(
    reader,
    sql`select source_ref from workflows.runs where workflow_id = ${workflowId}::uuid and source = ${source} and source_ref = any(${texts(refs)})`,
  )
  return new Set(found.map(({ source_ref }) => source_ref))
}

export interface RunInsert extends Record<string, unknown> {
  readonly id: string
  readonly workflow_id: string
  readonly version_n: number
  readonly mutex_group: string | null
  readonly subject_type: string
  readonly subject_id: string
  readonly entry_key: string
  readonly source: string
  readonly source_ref: string | null
  readonly started_by: string | null
  readonly parent_run_id: string | null
  readonly parent_node_id: string | null
  readonly parent_epoch: number | null
  readonly depth: number
  readonly causation: number
  readonly node_id: string
  readonly lane: number
  readonly vars: unknown
}

/** Runs and their cursors; whoever is in already (by the unique indexes) is left out. Answers the ids that are new. */
export async function insertRuns(tx: Tx, runs: readonly RunInsert[], now: Date): Promise<string[]> {
  if (runs.length === 0) return []
  const made = await rows<{ run_id: string }>(
    tx,
    sql`with r as materialized (select * from ${recordset(
      [...runs],
      `id uuid, workflow_id uuid, version_n int, mutex_group text, subject_type text, subject_id uuid, entry_key text, source text, source_ref text, started_by uuid,
       parent_run_id uuid, parent_node_id text, parent_epoch int, depth smallint, causation smallint, node_id text, lane smallint, vars jsonb`,
      'x',
    )}),
        made as (
          insert into workflows.runs (id, workflow_id, version_n, mutex_group, subject_type, subject_id, entry_key, source, source_ref, started_by, arm_trace,
            parent_run_id, parent_node_id, parent_epoch, depth, causation, started_at)
          select id, workflow_id, version_n, mutex_group, subject_type, subject_id, entry_key, source, source_ref, started_by, '{}'::jsonb,
            parent_run_id, parent_node_id, parent_epoch, depth, causation, ${instant(now)} from r
          on conflict do nothing returning id)
        insert into workflows.cursors (run_id, node_id, lane, wake_at, due_at, entered_at, visits, vars)
        select made.id, r.node_id, r.lane, ${instant(now)}, ${instant(now)}, ${instant(now)}, jsonb_build_object(r.node_id, 1), r.vars from made join r on r.id = made.id
        returning run_id`,
  )
  return made.map(({ run_id }) => run_id)
}
