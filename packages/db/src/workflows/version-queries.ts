import { sql } from 'drizzle-orm'
import { recordset, rows, texts } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface VersionRow extends Record<string, unknown> {
  n: number
  hash: string
  published_by: string
  published_at: Date
  note: string
}
export interface ProgramRow extends VersionRow {
  program: unknown
  layout: unknown
  interests: string[]
}
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function findVersion(reader: Reader, workflowId: string, n: number): Promise<ProgramRow | undefined> {
  const [found] = await rows<ProgramRow>(
    reader,
    sql`select n, hash, published_by, published_at, note, program, layout, interests from workflows.versions where workflow_id = ${workflowId}::uuid and n = ${n}`,
  )
  return found
}

export function latestVersions(reader: Reader, workflowId: string, limit: number): Promise<VersionRow[]> {
  return rows<VersionRow>(
    reader,
    sql`select n, hash, published_by, published_at, note from workflows.versions where workflow_id = ${workflowId}::uuid order by n desc limit ${limit}`,
  )
}

export async function findVersionByHash(reader: Reader, workflowId: string, hash: string): Promise<number | undefined> {
  const [found] = await rows<{ n: number }>(
    reader,
    sql`select n from workflows.versions where workflow_id = ${workflowId}::uuid and hash = ${hash}`,
  )
  return found?.n
}

/** Adds the next version of a workflow; the caller holds its lock. */
export async function insertVersion(
  tx: Tx,
  version: {
    workflowId: string
    program: unknown
    layout: unknown
    hash: string
    interests: readonly string[]
    by: string
    at: Date
    note: string
  },
): Promise<number> {
  const [made] = await rows<{ n: number }>(
    tx,
    sql`with next as (
          update workflows.workflows set last_version = last_version + 1, updated_at = ${instant(version.at)} where id = ${version.workflowId}::uuid
          returning id, last_version)
        insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        select id, last_version, ${json(version.program)}, ${json(version.layout)}, ${version.hash}::text, ${texts(version.interests)}, ${version.by}::text,
          ${instant(version.at)}, ${version.note}::text
        from next returning n`,
  )
  if (made === undefined) throw new Error('the workflow is gone')
  return made.n
}

/** Replaces what is due by schedule: exactly the schedules of the version that new entrants get. */
export async function replaceSchedules(
  tx: Tx,
  workflowId: string,
  schedules: readonly { triggerIx: number; nextAt: Date; cron: string; zone: string }[],
): Promise<void> {
  await rows(tx, sql`delete from workflows.schedules_due where workflow_id = ${workflowId}::uuid`)
  if (schedules.length === 0) return
  const values = schedules.map(({ triggerIx, nextAt, cron, zone }) => ({
    trigger_ix: triggerIx,
    next_at: nextAt.toISOString(),
    cron,
    zone,
  }))
  await rows(
    tx,
    sql`insert into workflows.schedules_due (workflow_id, trigger_ix, next_at, cron, zone)
        select ${workflowId}::uuid, r.trigger_ix, r.next_at, r.cron, r.zone from ${recordset(values, 'trigger_ix int, next_at timestamptz, cron text, zone text')}`,
  )
}

/** Who was in a segment says nothing about another segment that takes its place. */
export async function forgetMembers(tx: Tx, workflowId: string, triggerIxs: readonly number[]): Promise<void> {
  if (triggerIxs.length === 0) return
  await rows(
    tx,
    sql`delete from workflows.segment_members where workflow_id = ${workflowId}::uuid
          and trigger_ix = any(array(select jsonb_array_elements_text(${JSON.stringify(triggerIxs)}::text::jsonb)::int))`,
  )
}
