import { RunExportState, type RunExport } from '@mas/contracts/workflows'
import type { RunExportRow } from '@mas/db/workflows'

export function exportView(row: RunExportRow, url: string | null): RunExport {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    state: RunExportState.parse(row.state),
    rows: row.row_count,
    failure: row.failure,
    url,
    requestedAt: row.requested_at.toISOString(),
  }
}
