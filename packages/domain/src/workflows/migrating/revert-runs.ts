import { lockCursors, movedItems, notifyLoops, restoreCursor, setRunVersion, settleItem, type MigrationRow } from '@mas/db/workflows'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { finishRevert } from './finish-migration.ts'
import { requireMigration } from './migration-view.ts'

const chunk = 200
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

export async function revertMigrationRuns(ctx: Ctx, migrationId: string): Promise<void> {
  const row = await requireMigration(ctx, migrationId)
  if (row.state !== 'reverting') return
  for (let after: string | null = null; ;) {
    const items: { run_id: string; before: unknown; moved_seq: number | null }[] = await movedItems(ctx.db, migrationId, after, chunk)
    for (const { run_id, before, moved_seq } of items) await inTx(ctx, (t) => restoreRun(t, row, run_id, before, moved_seq))
    after = items.at(-1)?.run_id ?? null
    if (items.length < chunk) break
  }
  await inTx(ctx, (t) => finishRevert(t, row))
}

/**
 * Only a run that has not left a node since stands where it was put; every other one moved on. So has one that handed something over
 * since and waits for what comes of it: put back before that step it would carry it out again, and nobody would wake it.
 */
async function restoreRun(t: TxCtx, migration: MigrationRow, runId: string, kept: unknown, movedSeq: number | null): Promise<void> {
  const [row] = await lockCursors(t.tx, [runId])
  const before = Before.parse(kept)
  const now = t.clock.now()
  const handedOver = row?.wait_kind === 'outcome' && before.wait_kind !== 'outcome'
  if (row === undefined || row.seq !== movedSeq || row.version_n !== migration.to_n || handedOver)
    return settleItem(t.tx, migration.id, runId, 'moved-on', now)
  await restoreCursor(t.tx, before)
  await setRunVersion(t.tx, runId, migration.from_n)
  await settleItem(t.tx, migration.id, runId, 'restored', now)
  await notifyLoops(t.tx)
}
