import { sql } from 'drizzle-orm'
import { exportTable, type ExportOrder, type ExportState } from '../export-table.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, uuids } from '../rows.ts'

export interface RunExportRow extends ExportState {
  workflow_id: string
}
const table = exportTable<RunExportRow>({ table: 'workflows.exports', own: 'workflow_id', requestKey: 'workflow_exports_request_key' })
export const { find: findRunExport, end: endRunExport } = table

/** The same request twice is the same export; `fresh` is true for the first. */
export function insertRunExport(tx: Tx, { workflowId, ...asked }: ExportOrder & { readonly workflowId: string }) {
  return table.insert(tx, asked, sql`${workflowId}::uuid`)
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
