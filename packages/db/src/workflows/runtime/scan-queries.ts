import { sql } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface ScanRow extends Record<string, unknown> {
  id: string
  workflow_id: string
  trigger_ix: number
  from_at: Date
  to_at: Date
  cursor: string | null
  fingerprint: string | null
}
const columns = sql`id, workflow_id, trigger_ix, from_at, to_at, cursor, fingerprint`
interface Place {
  readonly workflowId: string
  readonly triggerIx: number
}

export function runningScans(reader: Reader, workflowId: string, triggerIx: number): Promise<ScanRow[]> {
  return rows<ScanRow>(
    reader,
    sql`select ${columns} from workflows.scans where workflow_id = ${workflowId}::uuid and trigger_ix = ${triggerIx}::int and state = 'running'`,
  )
}

/** The last scan that came to its end. */
export async function lastScan(reader: Reader, workflowId: string, triggerIx: number): Promise<ScanRow | undefined> {
  const [found] = await rows<ScanRow>(
    reader,
    sql`select ${columns} from workflows.scans where workflow_id = ${workflowId}::uuid and trigger_ix = ${triggerIx}::int and state = 'done'
        order by to_at desc limit 1`,
  )
  return found
}

/** Undefined where one of this trigger is running already. */
export async function beginScan(
  tx: Tx,
  scan: Place & { readonly id: string; readonly fromAt: Date; readonly toAt: Date; readonly fingerprint: string },
  now: Date,
): Promise<string | undefined> {
  const [made] = await rows<{ id: string }>(
    tx,
    sql`insert into workflows.scans (id, workflow_id, trigger_ix, from_at, to_at, fingerprint, refused, started_at)
        values (${scan.id}::uuid, ${scan.workflowId}::uuid, ${scan.triggerIx}::int, ${instant(scan.fromAt)}, ${instant(scan.toAt)}, ${scan.fingerprint}, '{}', ${instant(now)})
        on conflict do nothing returning id`,
  )
  return made?.id
}

/** The scan while it runs; nobody else takes the same page. */
export async function lockScan(tx: Tx, id: string): Promise<ScanRow | undefined> {
  const [found] = await rows<ScanRow>(
    tx,
    sql`select ${columns} from workflows.scans where id = ${id}::uuid and state = 'running' for update skip locked`,
  )
  return found
}

export async function moveScan(
  tx: Tx,
  id: string,
  page: {
    readonly cursor: string | null
    readonly matched: number
    readonly enrolled: number
    readonly refused: Readonly<Record<string, number>>
  },
): Promise<void> {
  await rows(
    tx,
    sql`update workflows.scans set cursor = ${page.cursor}, matched = matched + ${page.matched}::int, enrolled = enrolled + ${page.enrolled}::int,
          refused = (select coalesce(jsonb_object_agg(key, n), '{}') from (
            select key, sum(value::int) as n from (select * from jsonb_each_text(refused) union all select * from jsonb_each_text(${JSON.stringify(page.refused)}::text::jsonb)) both_of
            group by key) summed)
        where id = ${id}::uuid`,
  )
}

export async function finishScan(tx: Tx, id: string, state: 'done' | 'failed', now: Date): Promise<void> {
  await rows(
    tx,
    sql`update workflows.scans set state = ${state}, finished_at = ${instant(now)} where id = ${id}::uuid and state = 'running'`,
  )
}

/** Marks members; answers those who were not members before. */
export async function enterMembers(tx: Tx, place: Place, subjectIds: readonly string[], now: Date): Promise<string[]> {
  if (subjectIds.length === 0) return []
  const entered = await rows<{ subject_id: string }>(
    tx,
    sql`insert into workflows.segment_members as m (workflow_id, trigger_ix, subject_id, since)
        select ${place.workflowId}::uuid, ${place.triggerIx}::int, id, ${instant(now)} from unnest(${uuids(subjectIds)}) id order by id
        on conflict on constraint segment_members_pkey do update set since = excluded.since, left_at = null where m.left_at is not null
        returning subject_id`,
  )
  return entered.map(({ subject_id }) => subject_id)
}

export async function leaveMembers(tx: Tx, place: Place, subjectIds: readonly string[], now: Date): Promise<void> {
  if (subjectIds.length === 0) return
  await rows(
    tx,
    sql`update workflows.segment_members set left_at = ${instant(now)}
        where workflow_id = ${place.workflowId}::uuid and trigger_ix = ${place.triggerIx}::int and subject_id = any(${uuids(subjectIds)}) and left_at is null`,
  )
}
