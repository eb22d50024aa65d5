import { statusChanged } from '@mas/contracts/leads'
import { leadsAsJson, removeAdditions, setLeadColumns, untouchedLeads, withdrawLeads, type UndoableRow } from '@mas/db/leads'
import { actorKey, emitMany, newId, type TxCtx } from '@mas/kernel'
import { journal, type JournalEntry } from '../journal.ts'
import { columnsToRestore, RowChange } from './undo-rules.ts'
import { unmergeRow } from './unmerge-row.ts'

export interface UndoReport {
  withdrawn: number
  restored: number
  /** Rows of which something stays, with what and why. */
  readonly notes: Map<number, string>
}

/**
 * Takes rows back, given last one first: merges and changed values one after the other, then the leads that these rows
 * had created, because whatever built on them inside the file is undone by then.
 */
export async function undoRows(t: TxCtx, importId: string, rows: readonly UndoableRow[]): Promise<UndoReport> {
  const report: UndoReport = { withdrawn: 0, restored: 0, notes: new Map() }
  const restored: JournalEntry[] = []
  for (const row of rows) {
    if (row.merge_id !== null) await unmergeRow(t, row.merge_id, (note) => report.notes.set(row.row_no, note))
    if (row.lead_id !== null && row.before !== null) restored.push(...(await restoreRow(t, importId, row, row.lead_id, report)))
  }
  await journal(t, restored)
  const created = rows.flatMap((row) =>
    row.lead_id !== null && (row.outcome === 'created' || row.outcome === 'shared-phone')
      ? [{ rowNo: row.row_no, leadId: row.lead_id }]
      : [],
  )
  await withdrawCreated(t, importId, created, report)
  return report
}

/** Answers what the journal is to tell of it. */
async function restoreRow(t: TxCtx, importId: string, row: UndoableRow, leadId: string, report: UndoReport): Promise<JournalEntry[]> {
  const change = RowChange.parse(row.before)
  const [current] = await leadsAsJson(t.tx, [leadId])
  if (current === undefined || current['root_id'] !== leadId) {
    report.notes.set(row.row_no, 'kept: the lead was merged since')
    return []
  }
  const { restore, kept } = columnsToRestore(current, change)
  if (Object.keys(restore).length > 0) await setLeadColumns(t.tx, leadId, restore, t.clock.now())
  const adds = change.pointIds.length + change.interestIds.length + change.tagIds.length > 0
  const stuck = adds ? await removeAdditions(t.tx, leadId, change) : 0
  const reasons = [
    ...(kept.length > 0 ? [`changed since: ${kept.join(', ')}`] : []),
    ...(stuck > 0 ? [`${stuck} contact point(s) in use`] : []),
  ]
  if (reasons.length > 0) report.notes.set(row.row_no, `kept: ${reasons.join('; ')}`)
  else report.restored += 1
  const data = { undoneImport: importId, columns: Object.keys(restore) }
  return [{ leadId, kind: 'updated', sourceRef: `undo:${importId}:${row.row_no}`, data }]
}

async function withdrawCreated(
  t: TxCtx,
  importId: string,
  created: readonly { rowNo: number; leadId: string }[],
  report: UndoReport,
): Promise<void> {
  if (created.length === 0) return
  const untouched = new Set(
    await untouchedLeads(
      t.tx,
      importId,
      created.map((one) => one.leadId),
    ),
  )
  for (const { rowNo, leadId } of created)
    if (!untouched.has(leadId)) report.notes.set(rowNo, 'kept: somebody has worked with this lead since')
  const leadIds = [...untouched]
  report.withdrawn = leadIds.length
  if (leadIds.length === 0) return
  const now = t.clock.now()
  const by = actorKey(t.actor)
  await withdrawLeads(
    t.tx,
    leadIds,
    now,
    by,
    leadIds.map(() => newId(now.getTime())),
  )
  await journal(
    t,
    leadIds.map((leadId) => ({ leadId, kind: 'status-changed' as const, data: { from: 'new', to: 'withdrawn', undoneImport: importId } })),
  )
  await emitMany(
    t,
    statusChanged,
    leadIds.map((leadId) => ({
      leadId,
      from: 'new' as const,
      to: 'withdrawn' as const,
      pursuit: 0,
      reason: 'import-undone',
      by,
      at: now.toISOString(),
    })),
  )
}
