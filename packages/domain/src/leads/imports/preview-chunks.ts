import {
  changeImport,
  findImport,
  insertTies,
  readRawRows,
  refreshStatistics,
  writePreview,
  type ImportRecord,
  type PreviewedRow,
  type Tie,
} from '@mas/db/leads'
import { enqueue, inTx, notify, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../../settings/index.ts'
import { applyRows, rowReader, type AppliedResult, type ReadRow } from './apply-rows.ts'
import { previewImportJob } from './import-jobs.ts'
import { growthOf } from './growth.ts'
import { addCounts, planOf, type ImportPlan } from './import-model.ts'
import { importChunk } from './import-settings.ts'
import { importTopic } from './import-topic.ts'
import { inHalves } from './in-halves.ts'
import { jobShare } from './job-share.ts'
import { connectedRows, tiesOf } from './replay.ts'

/**
 * Rehearses the commit: each chunk runs the very function of the commit in a transaction that is rolled back, and what
 * it came to is written in another one (rule 10).
 */
export async function previewChunks(ctx: Ctx, importId: string): Promise<void> {
  const seen = await findImport(ctx.db, importId)
  if (seen?.state !== 'previewing') return
  const plan = planOf(seen)
  const read = rowReader(plan)
  let at: ImportRecord = seen

  const record = async (rows: readonly PreviewedRow[], ties: readonly Tie[], cut: boolean, last: boolean): Promise<boolean> => {
    const moved = await recordPreview(ctx, at, rows, ties, cut, last)
    if (moved === undefined) return false
    if (growthOf(moved.cursor) > growthOf(at.cursor)) await refreshStatistics(ctx.db, 'preview')
    at = moved
    return at.state === 'previewing'
  }
  await inHalves(await readSetting(ctx, importChunk), {
    mayGoOn: jobShare(ctx),
    settle: async (limit, last) => {
      const rows = (await readRawRows(ctx.db, importId, at.cursor, limit)).map(read)
      const ties = await tiesOf(ctx.db, rows)
      const earlier = await connectedRows(ctx.db, importId, at.preview_run, ties)
      const results = await rehearse(ctx, plan, [...earlier.rows.map(read), ...rows])
      return record(previewed(results, rows[0]?.rowNo ?? 0), ties, earlier.cut, last)
    },
    refuse: (code) => record([{ row_no: at.cursor + 1, outcome: 'rejected', code, duplicate_of_row: null }], [], false, false),
  })
}

/** Carries the results out of a transaction that must not commit. */
class Rehearsed extends Error {
  readonly results: AppliedResult[]
  constructor(results: AppliedResult[]) {
    super('rolled back on purpose')
    this.results = results
  }
}
async function rehearse(ctx: Ctx, plan: ImportPlan, rows: readonly ReadRow[]): Promise<AppliedResult[]> {
  try {
    await inTx(ctx, async (t) => {
      throw new Rehearsed(await applyRows(unheard(t), plan, rows))
    })
  } catch (thrown) {
    if (thrown instanceof Rehearsed) return thrown.results
    throw thrown
  }
  return []
}

/** Events and jobs are built and checked as in the commit, but not written: no row comes to anything else by them. */
function unheard(t: TxCtx): TxCtx {
  return { ...t, infra: { ...t.infra, appendEvents: async () => {}, sendJobs: async () => {} } }
}

function previewed(results: readonly AppliedResult[], from: number): PreviewedRow[] {
  const firstRowOf = new Map<string, number>()
  for (const { rowNo, result } of results)
    if (result.leadId !== undefined && !firstRowOf.has(result.leadId)) firstRowOf.set(result.leadId, rowNo)
  return results
    .filter(({ rowNo }) => rowNo >= from)
    .map(({ rowNo, result }) => {
      const first = result.leadId === undefined ? undefined : firstRowOf.get(result.leadId)
      return {
        row_no: rowNo,
        outcome: result.outcome,
        code: result.rejectCode ?? null,
        duplicate_of_row: first === undefined || first === rowNo ? null : first,
      }
    })
}

async function recordPreview(
  ctx: Ctx,
  at: ImportRecord,
  rows: readonly PreviewedRow[],
  ties: readonly Tie[],
  cut: boolean,
  last: boolean,
): Promise<ImportRecord | undefined> {
  const cursor = at.cursor + rows.length
  const done = cursor >= at.row_count
  return inTx(ctx, async (t: TxCtx) => {
    const now = t.clock.now()
    const change = {
      cursor,
      previewCounts: addCounts(at.preview_counts, rows),
      replaysCut: at.replays_cut + (cut ? 1 : 0),
      ...(done && { state: 'previewed', previewedAt: now, ...(at.plan_hash !== null && { previewedPlanHash: at.plan_hash }) }),
    }
    const moved = await changeImport(t.tx, at.id, { states: ['previewing'], cursor: at.cursor }, change, now)
    if (moved === undefined) return undefined
    await writePreview(t.tx, at.id, rows)
    const kept = new Set(rows.filter((row) => row.outcome !== 'rejected').map((row) => row.row_no))
    const useful = ties.filter((tie) => kept.has(tie.row_no))
    if (useful.length > 0 && !done) await insertTies(t.tx, at.id, at.preview_run, useful)
    if (last && !done) await enqueue(t, previewImportJob, { importId: at.id })
    await notify(t, importTopic(at.id))
    return moved
  })
}
