import { ExportState, type LeadExport } from '@mas/contracts/leads'
import type { ExportRow } from '@mas/db/leads'
import { instantOf } from '../lead-view.ts'

export function exportOf(row: ExportRow, url: string | null): LeadExport {
  return {
    id: row.id,
    state: ExportState.parse(row.state),
    rows: row.row_count,
    failure: row.failure,
    url,
    requestedAt: instantOf(row.requested_at),
  }
}
