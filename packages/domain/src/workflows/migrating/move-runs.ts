import {
  fingerprints,
  insertItems,
  notifyLoops,
  placeCursors,
  runsOfVersion,
  setRunVersions,
  type ClaimedRow,
  type MigrationRow,
} from '@mas/db/workflows'
import { inTx, type Attempt, type Ctx, type TxCtx } from '@mas/kernel'
import { workflowsJobs, type MigrationPiece } from '../jobs.ts'
import { endRuns } from '../runtime/end-runs.ts'
import { cursorWrite } from '../runtime/store-batch.ts'
import { finishApply } from './finish-migration.ts'
import { goThrough } from './go-through.ts'
import { moveOf, type Move, type Standing } from './migration-rules.ts'
import { planOf, programsOf, requireMigration } from './migration-view.ts'
import { standingsOf } from './standing.ts'
import { walkPiece } from './walk-piece.ts'

const chunk = 100

/** Every live run of the old version, a page at a time; asked again it goes on where it was. */
export async function applyMigrationRuns(ctx: Ctx, piece: MigrationPiece, attempt: Pick<Attempt, 'number'>): Promise<void> {
  const row = await requireMigration(ctx, piece.migrationId)
  if (row.state !== 'applying') return
  const through = await walkPiece(ctx, workflowsJobs.applyMigration, piece, attempt, async (after) => {
    const ids = (await runsOfVersion(ctx.db, row.workflow_id, row.from_n, after, chunk)).map(({ id }) => id)
    const failures = await goThrough(ctx, ids, (t, cursors) => moveRuns(t, row, cursors))
    return { last: ids.length < chunk ? null : (ids.at(-1) ?? null), failures }
  })
  if (through) await inTx(ctx, (t) => finishApply(t, row))
}

interface Decided {
  readonly runId: string
  readonly standing: Standing
  readonly move: Move
}

async function moveRuns(t: TxCtx, migration: MigrationRow, cursors: readonly ClaimedRow[]): Promise<void> {
  const now = t.clock.now()
  const { from, to } = await programsOf(t, migration)
  const standing = await standingsOf(
    t,
    cursors.filter(({ version_n }) => version_n === migration.from_n),
  )
  const decided = standing.map((one): Decided => ({
    runId: one.row.run_id,
    standing: one.standing,
    move: moveOf(from, to, planOf(migration), one.standing, now),
  }))
  const fresh = new Set(await insertItems(t.tx, migration.id, decided.map(itemOf), now))
  const mine = decided.filter(({ runId }) => fresh.has(runId))
  await keepProof(t, mine, async (moved) => {
    await placeCursors(
      t.tx,
      moved.map(({ runId, cursor }) => cursorWrite(runId, cursor)),
    )
    await setRunVersions(
      t.tx,
      moved.map(({ runId }) => runId),
      migration.to_n,
    )
    if (moved.some(({ cursor: { wakeAt } }) => wakeAt !== null && wakeAt <= now)) await notifyLoops(t.tx)
  })
  const exits = mine.flatMap(({ runId, move }) => (move.kind === 'exit' ? [{ runId, reason: move.reason }] : []))
  for (const [reason, some] of Map.groupBy(exits, (one) => one.reason))
    await endRuns(
      t,
      some.map(({ runId }) => runId),
      'cancelled',
      { migration: migration.id, reason },
    )
}

function itemOf({ runId, standing: { cursor }, move }: Decided) {
  const moved = move.kind === 'move'
  return {
    run_id: runId,
    before: cursorWrite(runId, cursor),
    from_node: cursor.nodeId,
    to_node: moved ? move.to : null,
    state: moved ? 'moved' : move.kind === 'stay' ? 'stayed' : 'exited',
    reason: moved ? null : move.reason,
    moved_seq: moved ? cursor.seq : null,
  } as const
}

/** The proof of every single move: it throws, and with it the moves are undone, rather than lose somebody quietly. */
async function keepProof(
  t: TxCtx,
  decided: readonly Decided[],
  place: (moved: readonly { runId: string; cursor: Standing['cursor'] }[]) => Promise<void>,
): Promise<void> {
  const moved = decided.flatMap(({ runId, move }) => (move.kind === 'move' ? [{ runId, cursor: move.cursor }] : []))
  if (moved.length === 0) return
  const ids = moved.map(({ runId }) => runId)
  const seen = async () => new Map((await fingerprints(t.tx, ids)).map(({ run_id, vars, mail }) => [run_id, `${vars} ${mail}`]))
  const before = await seen()
  await place(moved)
  const after = await seen()
  const lost = ids.filter((id) => before.get(id) === undefined || before.get(id) !== after.get(id))
  if (lost.length > 0) throw new Error(`the move of run ${lost.join(', ')} did not keep what it must`)
}
