import type { ClaimedRow } from '@mas/db/workflows'
import { lockCursors, lockFreeCursors } from '@mas/db/workflows'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'

/**
 * Runs whose cursors nobody holds go through together. Whoever is being stepped is waited for alone, because nobody else shall wait
 * meanwhile; and where the page does not go through as a whole, each goes by itself, so that one bad run undoes no other. Answers what
 * was thrown then.
 */
export async function goThrough(
  ctx: Ctx,
  runIds: readonly string[],
  work: (t: TxCtx, cursors: readonly ClaimedRow[], runIds: readonly string[]) => Promise<void>,
): Promise<unknown[]> {
  if (runIds.length === 0) return []
  const done = await inTx(ctx, async (t) => {
    const cursors = await lockFreeCursors(t.tx, runIds)
    const held = cursors.map(({ run_id }) => run_id)
    await work(t, cursors, held)
    return held
  }).catch((thrown: unknown) => {
    ctx.log.warn('runs are moved one by one', { runs: runIds.length, error: thrown })
    return []
  })
  const through = new Set<string>(done)
  const failures: unknown[] = []
  for (const id of runIds.filter((one) => !through.has(one)))
    await inTx(ctx, async (t) => work(t, await lockCursors(t.tx, [id]), [id])).catch((thrown: unknown) => failures.push(thrown))
  return failures
}
