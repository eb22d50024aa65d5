import type { RawRow } from '@mas/db/leads'
import type { TxCtx } from '@mas/kernel'
import { recordConsents } from '../consent-parts.ts'
import { rowMapper } from '../import-file/map-columns.ts'
import { intakeMany } from '../intake.ts'
import type { Arrival, IntakeResult } from '../intake-model.ts'
import { arrivalOf } from './arrival-rules.ts'
import { RawCells, type ImportPlan } from './import-model.ts'

export interface ReadRow {
  readonly rowNo: number
  readonly arrival: Arrival
}
export interface AppliedResult {
  readonly rowNo: number
  readonly result: IntakeResult
}

/** Reads staged rows by the plan; made once per job, because header names are settled once. */
export function rowReader(plan: ImportPlan): (raw: RawRow) => ReadRow {
  const mapRow = rowMapper(plan.mapping)
  const headers = plan.mapping.columns.map(({ header }, at) => (header.trim() === '' ? `column ${at + 1}` : header))
  return ({ row_no: rowNo, raw, problem }) => {
    const cells = RawCells.parse(raw)
    const byHeader = Array.isArray(cells)
      ? Object.fromEntries(cells.flatMap((cell, at) => (cell === '' ? [] : [[headers[at] ?? `column ${at + 1}`, cell]])))
      : { row: cells.raw, reason: cells.reason }
    const row = { rowNo, problem, raw: byHeader, mapped: Array.isArray(cells) ? mapRow(cells) : undefined }
    return { rowNo, arrival: arrivalOf(row, plan.importId, plan.createdBy, plan.options) }
  }
}

/**
 * Takes rows into the pool. Preview and commit both call this and nothing else: what one promises is what the other does.
 */
export async function applyRows(t: TxCtx, plan: ImportPlan, rows: readonly ReadRow[]): Promise<AppliedResult[]> {
  const { onMatch, announce } = plan.options
  const results = await intakeMany(
    { ...t, platform: plan.platform },
    rows.map((row) => row.arrival),
    { onMatch, announce, importId: plan.importId },
  )
  await grantConsents(t, plan, rows, results)
  return rows.flatMap((row, at) => {
    const result = results[at]
    return result === undefined ? [] : [{ rowNo: row.rowNo, result }]
  })
}

/** The ground on which the people of the file may be contacted, as whoever imported it declared; none is none. */
async function grantConsents(t: TxCtx, plan: ImportPlan, rows: readonly ReadRow[], results: readonly IntakeResult[]): Promise<void> {
  const { consentBasis: basis, consentEvidence } = plan.options
  if (basis === 'none') return
  const orders = rows.flatMap(({ arrival }, at) => {
    const leadId = results[at]?.leadId
    const values = leadId === undefined ? [] : [...arrival.phones.map((phone) => phone.value), ...arrival.emails]
    return values.map((value) => ({
      value,
      channel: 'all' as const,
      purpose: 'promotional' as const,
      state: 'granted' as const,
      basis,
      evidence: { text: consentEvidence, importId: plan.importId },
      leadId,
    }))
  })
  if (orders.length > 0) await recordConsents(t, orders)
}
