import { importFinished } from '@mas/contracts/leads'
import {
  changeImport,
  findImport,
  lockImport,
  readRawRows,
  refreshStatistics,
  writeOutcomes,
  type AppliedRow,
  type ImportRecord,
} from '@mas/db/leads'
import { emit, enqueue, inTx, notify, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { readSetting } from '../../settings/index.ts'
import { applyRows, rowReader, type AppliedResult, type ReadRow } from './apply-rows.ts'
import { commitImportJob } from './import-jobs.ts'
import { growthOf } from './growth.ts'
import { addCounts, planOf } from './import-model.ts'
import { importChunk } from './import-settings.ts'
import { importTopic } from './import-topic.ts'
import { inHalves } from './in-halves.ts'
import { jobShare } from './job-share.ts'

/**
 * Takes the file into the pool. Cursor, rows, leads, events and audit of a chunk commit together, and the job that goes
 * on is enqueued with the last chunk of this one: a worker killed at any instant loses and doubles no row (rule 11).
 */
export async function commitChunks(ctx: Ctx, importId: string): Promise<void> {
  const seen = await findImport(ctx.db, importId)
  if (seen?.state !== 'committing') return
  const plan = planOf(seen)
  const read = rowReader(plan)
  let at: ImportRecord = seen

  const commit = async (rows: readonly ReadRow[], last: boolean, apply: (t: TxCtx) => Promise<AppliedRow[]>): Promise<boolean> => {
    const moved = await commitChunk(ctx, at, rows.length, last, apply)
    if (moved === undefined) return false
    if (growthOf(moved.cursor) > growthOf(at.cursor)) await refreshStatistics(ctx.db, 'commit')
    at = moved
    return at.state === 'committing'
  }
  await inHalves(await readSetting(ctx, importChunk), {
    mayGoOn: jobShare(ctx),
    settle: async (limit, last) => {
      const rows = (await readRawRows(ctx.db, importId, at.cursor, limit)).map(read)
      return commit(rows, last, async (t) => (await applyRows(t, plan, rows)).map(appliedRow))
    },
    refuse: async (code) => {
      const rows = (await readRawRows(ctx.db, importId, at.cursor, 1)).map(read)
      const refused = rows.map((row) => ({ ...row, arrival: { ...row.arrival, phones: [], emails: [], rejectCode: code } }))
      return commit(refused, false, async (t) => (await applyRows(t, plan, refused)).map(appliedRow))
    },
  })
}

/** One transaction; undefined, and nothing written, when the import was paused or another worker was here first. */
async function commitChunk(
  ctx: Ctx,
  at: ImportRecord,
  size: number,
  last: boolean,
  apply: (t: TxCtx) => Promise<AppliedRow[]>,
): Promise<ImportRecord | undefined> {
  return inTx(ctx, async (t) => {
    const locked = await lockImport(t.tx, at.id)
    if (locked?.state !== 'committing' || locked.cursor !== at.cursor) return undefined
    const now = t.clock.now()
    const applied = await apply(t)
    const drift = locked.drift + (await writeOutcomes(t.tx, at.id, applied, now))
    const counts = addCounts(
      locked.counts,
      applied.map(({ outcome, error_code: code }) => ({ outcome, code })),
    )
    const cursor = at.cursor + size
    const done = cursor >= locked.row_count
    const moved = await changeImport(
      t.tx,
      at.id,
      { states: ['committing'], cursor: at.cursor },
      { cursor, counts, drift, ...(done && { state: 'committed', committedAt: now }) },
      now,
    )
    if (done) {
      await record(t, { action: 'leads.commit-import', subject: { type: 'import', id: at.id }, after: { counts, drift } })
      await emit(t, importFinished, { importId: at.id, by: at.created_by, counts, drift })
    } else if (last) await enqueue(t, commitImportJob, { importId: at.id })
    await notify(t, importTopic(at.id))
    return moved
  })
}

function appliedRow({ rowNo, result }: AppliedResult): AppliedRow {
  return {
    row_no: rowNo,
    outcome: result.outcome,
    error_code: result.rejectCode ?? null,
    lead_id: result.leadId ?? null,
    merge_id: result.mergeId ?? null,
    before: result.before ?? null,
  }
}
