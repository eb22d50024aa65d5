import { movedItems, notifyLoops, placeCursors, setRunVersions, settleItems, type ClaimedRow, type MigrationRow } from '@mas/db/workflows'
import { inTx, type Attempt, type Ctx, type TxCtx } from '@mas/kernel'
import { workflowsJobs, type MigrationPiece } from '../jobs.ts'
import { z } from 'zod'
import { finishRevert } from './finish-migration.ts'
import { goThrough } from './go-through.ts'
import { requireMigration } from './migration-view.ts'
import { walkPiece } from './walk-piece.ts'

const chunk = 100
/** A cursor as `move-runs` kept it. */
const Before = z.object({
  run_id: z.string(),
  node_id: z.string(),
  seq: z.int(),
  epoch: z.int(),
  lane: z.int(),
  wake_at: z.string().nullable(),
  due_at: z.string().nullable(),
  wait_kind: z.string().nullable(),
  wait_events: z.array(z.string()).nullable(),
  entered_at: z.string(),
  visits: z.unknown(),
  vars: z.unknown(),
  attempts: z.int(),
  last_error: z.string().nullable(),
})

export async function revertMigrationRuns(ctx: Ctx, piece: MigrationPiece, attempt: Pick<Attempt, 'number'>): Promise<void> {
  const row = await requireMigration(ctx, piece.migrationId)
  if (row.state !== 'reverting') return
  const through = await walkPiece(ctx, workflowsJobs.revertMigration, piece, attempt, async (after) => {
    const items: Item[] = await movedItems(ctx.db, piece.migrationId, after, chunk)
    const byRun = new Map(items.map((item) => [item.run_id, item]))
    const failures = await goThrough(ctx, [...byRun.keys()], (t, cursors, ids) => restoreRuns(t, row, cursors, itemsOf(byRun, ids)))
    return { last: items.length < chunk ? null : (items.at(-1)?.run_id ?? null), failures }
  })
  if (through) await inTx(ctx, (t) => finishRevert(t, row))
}

interface Item {
  readonly run_id: string
  readonly before: unknown
  readonly moved_seq: number | null
}
const itemsOf = (byRun: ReadonlyMap<string, Item>, ids: readonly string[]) => ids.flatMap((id) => byRun.get(id) ?? [])

/**
 * Only a run that has not left a node since stands where it was put; every other one moved on. So has one that handed something over
 * since and waits for what comes of it: put back before that step it would carry it out again, and nobody would wake it.
 */
async function restoreRuns(t: TxCtx, migration: MigrationRow, cursors: readonly ClaimedRow[], items: readonly Item[]): Promise<void> {
  const now = t.clock.now()
  const standing = new Map(cursors.map((row) => [row.run_id, row]))
  const kept = items.map((item) => ({ item, before: Before.parse(item.before), row: standing.get(item.run_id) }))
  const back = kept.filter(({ item, before, row }) => {
    const handedOver = row?.wait_kind === 'outcome' && before.wait_kind !== 'outcome'
    return row !== undefined && row.seq === item.moved_seq && row.version_n === migration.to_n && !handedOver
  })
  const restored = new Set(back.map(({ item }) => item.run_id))
  await placeCursors(
    t.tx,
    back.map(({ before }) => before),
  )
  await setRunVersions(t.tx, [...restored], migration.from_n)
  await settleItems(t.tx, migration.id, [...restored], 'restored', now)
  const gone = items.filter(({ run_id }) => !restored.has(run_id)).map(({ run_id }) => run_id)
  await settleItems(t.tx, migration.id, gone, 'moved-on', now)
  if (restored.size > 0) await notifyLoops(t.tx)
}
