import {
  changeImport,
  findImport,
  lockImport,
  lockLeads,
  readRowsBackwards,
  writeUndone,
  type ImportRecord,
  type UndoableRow,
} from '@mas/db/leads'
import { UndoCounts } from '@mas/contracts/leads'
import { enqueue, inTx, notify, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { readSetting } from '../../settings/index.ts'
import { undoImportJob } from './import-jobs.ts'
import { noUndoCounts } from './import-model.ts'
import { importChunk } from './import-settings.ts'
import { importTopic } from './import-topic.ts'
import { inHalves } from './in-halves.ts'
import { jobShare } from './job-share.ts'
import { undoRows, type UndoReport } from './undo-rows.ts'

/** Walks a committed import backwards (rule 12). Each chunk is one transaction that also moves the cursor, so a stop anywhere only delays. */
export async function undoChunks(ctx: Ctx, importId: string): Promise<void> {
  const seen = await findImport(ctx.db, importId)
  if (seen?.state !== 'undoing') return
  let at: ImportRecord = seen
  const undo = async (rows: readonly UndoableRow[], last: boolean, work: (t: TxCtx) => Promise<UndoReport>): Promise<boolean> => {
    const moved = await undoChunk(ctx, at, rows, last, work)
    if (moved === undefined) return false
    at = moved
    return at.state === 'undoing'
  }
  await inHalves(await readSetting(ctx, importChunk), {
    mayGoOn: jobShare(ctx),
    settle: async (limit, last) => {
      const rows = await readRowsBackwards(ctx.db, importId, at.cursor, limit)
      return undo(rows, last, (t) => undoRows(t, importId, rows))
    },
    refuse: async (code) => {
      const rows = await readRowsBackwards(ctx.db, importId, at.cursor, 1)
      return undo(rows, false, async () => ({
        withdrawn: 0,
        restored: 0,
        notes: new Map(rows.map((row) => [row.row_no, `kept: ${code}`])),
      }))
    },
  })
}

async function undoChunk(
  ctx: Ctx,
  at: ImportRecord,
  rows: readonly UndoableRow[],
  last: boolean,
  work: (t: TxCtx) => Promise<UndoReport>,
): Promise<ImportRecord | undefined> {
  return inTx(ctx, async (t) => {
    const locked = await lockImport(t.tx, at.id)
    if (locked?.state !== 'undoing' || locked.cursor !== at.cursor) return undefined
    const now = t.clock.now()
    const leadIds = [...new Set(rows.flatMap((row) => (row.lead_id === null ? [] : [row.lead_id])))]
    if (leadIds.length > 0) await lockLeads(t.tx, leadIds)
    const report = await work(t)
    await writeUndone(
      t.tx,
      at.id,
      rows.map((row) => ({ row_no: row.row_no, undo_note: report.notes.get(row.row_no) ?? null })),
      now,
    )
    const before = locked.undo_counts === null ? noUndoCounts : UndoCounts.parse(locked.undo_counts)
    const undoCounts = {
      withdrawn: before.withdrawn + report.withdrawn,
      restored: before.restored + report.restored,
      kept: before.kept + report.notes.size,
    }
    const cursor = at.cursor - rows.length
    const done = cursor <= 0 || rows.length === 0
    const moved = await changeImport(
      t.tx,
      at.id,
      { states: ['undoing'], cursor: at.cursor },
      { cursor: Math.max(cursor, 0), undoCounts, ...(done && { state: 'undone', undoneAt: now }) },
      now,
    )
    if (done) await record(t, { action: 'leads.undo-import', subject: { type: 'import', id: at.id }, after: { undoCounts } })
    else if (last) await enqueue(t, undoImportJob, { importId: at.id })
    await notify(t, importTopic(at.id))
    return moved
  })
}
