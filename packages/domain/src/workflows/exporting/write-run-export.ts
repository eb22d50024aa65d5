import { RunFilter } from '@mas/contracts/workflows'
import { endRunExport, exportedRuns, findRunExport, pageRunIds, type ExportedRun, type RunExportRow } from '@mas/db/workflows'
import { AppError, fail, inTx, type Ctx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { exportRow } from '../../leads/index.ts'

const files = filesFor('workflows')
const step = 1_000
const mostRows = 100_000

/** Writes the file of an export and ends it; one that died begins again, since nothing of it was handed out. */
export async function writeRunExport(ctx: Ctx, exportId: string): Promise<void> {
  const row = await findRunExport(ctx.db, exportId)
  if (row === undefined || row.state !== 'writing') return
  const told = { rows: 0 }
  const ended = await files
    .putGenerated(ctx, { purpose: 'export', ownerRef: `run-export:${exportId}`, name: 'runs.csv' }, bytesOf(ctx, row, told))
    .then((fileId) => ({ rows: told.rows, fileId }))
    .catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'workflows.export-too-large') return { failure: thrown.code }
      throw thrown
    })
  await inTx(ctx, async (t) => {
    if (!(await endRunExport(t.tx, exportId, ended, t.clock.now()))) return
    const after = { ...ended, filter: row.filter }
    await record(t, { action: 'workflows.export-runs', subject: { type: 'export', id: exportId }, effect: 'read', after })
  })
}

/** Runs that begin while the file is written are not in it: ids rise with time, and the walk ends where it was asked for. */
async function* bytesOf(ctx: Ctx, row: RunExportRow, told: { rows: number }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const filter = RunFilter.parse(row.filter)
  // With the mark, spreadsheets read the file as UTF-8.
  yield encoder.encode(`\ufeff${exportRow(columns.map(([name]) => name))}`)
  for (let after: string | undefined; ;) {
    const ids = await pageRunIds(ctx.db, filter, { after, until: row.requested_at }, step)
    const runs = await exportedRuns(ctx.db, ids)
    told.rows += runs.length
    if (told.rows > mostRows) throw fail('workflows.export-too-large', { mostRows })
    yield encoder.encode(runs.map((run) => exportRow(columns.map(([, cell]) => cell(run)))).join(''))
    if (ids.length < step) return
    after = ids.at(-1)
  }
}

const columns: readonly (readonly [string, (run: ExportedRun) => string | number | null])[] = [
  ['Run', (run) => run.id],
  ['Version', (run) => run.version_n],
  ['Kind of person', (run) => run.subject_type],
  ['Person', (run) => run.subject_id],
  ['Started by', (run) => run.source],
  ['State', (run) => run.state],
  ['Held because', (run) => run.held_reason],
  ['Outcome', (run) => run.outcome],
  ['Holdout', (run) => (run.holdout ? 'yes' : 'no')],
  ['Arms', (run) => run.arms],
  ['Stands at', (run) => run.node_id],
  ['Waits until', (run) => run.due_at?.toISOString() ?? null],
  ['Steps', (run) => run.steps],
  ['Handed over', (run) => run.effects],
  ['Started', (run) => run.started_at.toISOString()],
  ['Finished', (run) => run.finished_at?.toISOString() ?? null],
]
