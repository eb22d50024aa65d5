import { sql } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { instant } from '../values.ts'

export interface RunExportRow extends Record<string, unknown> {
  id: string
  owner_id: string
  workflow_id: string
  filter: unknown
  state: string
  row_count: number | null
  file_id: string | null
  failure: string | null
  requested_at: Date
}
const columns = sql.raw('id, owner_id, workflow_id, filter, state, row_count, file_id, failure, requested_at')

/** The same request twice is the same export; `fresh` is true for the first. */
export async function insertRunExport(
  tx: Tx,
  asked: { id: string; ownerId: string; requestId: string; workflowId: string; filter: unknown; at: Date },
): Promise<{ row: RunExportRow | undefined; fresh: boolean }> {
  const [made] = await rows<RunExportRow>(
    tx,
    sql`insert into workflows.exports (id, owner_id, request_id, workflow_id, filter, requested_at)
        values (${asked.id}::uuid, ${asked.ownerId}::uuid, ${asked.requestId}::uuid, ${asked.workflowId}::uuid, ${JSON.stringify(asked.filter)}::text::jsonb,
          ${instant(asked.at)})
        on conflict on constraint workflow_exports_request_key do nothing returning ${columns}`,
  )
  if (made !== undefined) return { row: made, fresh: true }
  const [known] = await rows<RunExportRow>(
    tx,
    sql`select ${columns} from workflows.exports where owner_id = ${asked.ownerId}::uuid and request_id = ${asked.requestId}::uuid`,
  )
  return { row: known, fresh: false }
}

/** One export; of this owner only, where given. */
export async function findRunExport(reader: Reader, id: string, ownerId?: string): Promise<RunExportRow | undefined> {
  const mine = ownerId === undefined ? sql`true` : sql`owner_id = ${ownerId}::uuid`
  const [found] = await rows<RunExportRow>(reader, sql`select ${columns} from workflows.exports where id = ${id}::uuid and ${mine}`)
  return found
}

/** Ends an export that is being written; false when it was ended before. */
export async function endRunExport(
  tx: Tx,
  id: string,
  ended: { readonly rows: number; readonly fileId: string } | { readonly failure: string },
  at: Date,
): Promise<boolean> {
  const set =
    'failure' in ended
      ? sql`state = 'failed', failure = ${ended.failure}`
      : sql`state = 'ready', row_count = ${ended.rows}::int, file_id = ${ended.fileId}::uuid`
  const done = await rows(
    tx,
    sql`update workflows.exports set ${set}, finished_at = ${instant(at)} where id = ${id}::uuid and state = 'writing' returning id`,
  )
  return done.length === 1
}

export interface ExportedRun extends Record<string, unknown> {
  id: string
  version_n: number
  subject_type: string
  subject_id: string
  source: string
  state: string
  held_reason: string | null
  outcome: string | null
  holdout: boolean
  arms: string
  node_id: string | null
  due_at: Date | null
  steps: number
  effects: string
  started_at: Date
  finished_at: Date | null
}
/** What an export tells of these runs, ascending; lists within a cell are joined by `;`. Neither variables nor texts are in it. */
export function exportedRuns(reader: Reader, ids: readonly string[]): Promise<ExportedRun[]> {
  return rows<ExportedRun>(
    reader,
    sql`select r.id, r.version_n, r.subject_type, r.subject_id, r.source, r.state, r.held_reason, r.outcome, r.holdout,
          coalesce((select string_agg(key || '=' || value, ';' order by key) from jsonb_each_text(r.arm_trace)), '') as arms,
          c.node_id, case when c.wait_kind is not null then c.due_at end as due_at,
          (select count(*)::int from workflows.steps s where s.run_id = r.id and s.at >= r.started_at) as steps,
          coalesce((select string_agg(e.node_id || ' ' || e.kind || ' ' || e.state, ';' order by e.handed_at, e.node_id) from workflows.effects e where e.run_id = r.id), '') as effects,
          r.started_at, r.finished_at
        from workflows.runs r left join workflows.cursors c on c.run_id = r.id where r.id = any(${uuids(ids)}) order by r.id`,
  )
}
