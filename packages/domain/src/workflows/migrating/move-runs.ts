import { fingerprint, insertItem, notifyLoops, restoreCursor, runsOfVersion, setRunVersion, type MigrationRow } from '@mas/db/workflows'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { endRuns } from '../runtime/end-runs.ts'
import { cursorWrite } from '../runtime/store-batch.ts'
import { moveOf } from './migration-rules.ts'
import { finishApply } from './finish-migration.ts'
import { planOf, programsOf, requireMigration } from './migration-view.ts'
import { standingOf } from './standing.ts'

const chunk = 200

/** Every live run of the old version, one transaction each; asked again it goes on where it was. */
export async function applyMigrationRuns(ctx: Ctx, migrationId: string): Promise<void> {
  const row = await requireMigration(ctx, migrationId)
  if (row.state !== 'applying') return
  for (let after: string | null = null; ;) {
    const runs: { id: string }[] = await runsOfVersion(ctx.db, row.workflow_id, row.from_n, after, chunk)
    for (const { id } of runs) await inTx(ctx, (t) => moveRun(t, row, id))
    after = runs.at(-1)?.id ?? null
    if (runs.length < chunk) break
  }
  await inTx(ctx, (t) => finishApply(t, row))
}

async function moveRun(t: TxCtx, migration: MigrationRow, runId: string): Promise<void> {
  const now = t.clock.now()
  const found = await standingOf(t, runId)
  if (found === undefined || found.row.version_n !== migration.from_n) return
  const before = await fingerprint(t.tx, runId)
  const { from, to } = await programsOf(t, migration)
  const move = moveOf(from, to, planOf(migration), found.standing, now)
  const fresh = await insertItem(
    t.tx,
    {
      migrationId: migration.id,
      runId,
      before: cursorWrite(runId, found.standing.cursor),
      fromNode: found.standing.cursor.nodeId,
      toNode: move.kind === 'move' ? move.to : null,
      state: move.kind === 'move' ? 'moved' : move.kind === 'stay' ? 'stayed' : 'exited',
      reason: move.kind === 'move' ? null : move.reason,
      movedSeq: move.kind === 'move' ? found.standing.cursor.seq : null,
    },
    now,
  )
  if (!fresh) return
  if (move.kind !== 'move') {
    if (move.kind === 'exit') await endRuns(t, [runId], 'cancelled', { migration: migration.id, reason: move.reason })
    return
  }
  await restoreCursor(t.tx, cursorWrite(runId, move.cursor))
  await setRunVersion(t.tx, runId, migration.to_n)
  const after = await fingerprint(t.tx, runId)
  // The proof of every single move: it throws, and with it the move is undone, rather than lose somebody quietly.
  if (before?.cursors !== 1 || after?.cursors !== 1 || before.vars !== after.vars || before.mail !== after.mail)
    throw new Error(`the move of run ${runId} did not keep what it must`)
  if (move.cursor.wakeAt !== null && move.cursor.wakeAt <= now) await notifyLoops(t.tx)
}
