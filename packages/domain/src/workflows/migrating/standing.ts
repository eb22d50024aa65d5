import { effectsOfRuns, type ClaimedRow } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { cursorOf } from '../runtime/read-row.ts'
import type { Standing } from './migration-rules.ts'

/** Runs with their cursors, as far as a move looks at them. */
export async function standingsOf(ctx: Ctx | TxCtx, cursors: readonly ClaimedRow[]): Promise<{ row: ClaimedRow; standing: Standing }[]> {
  const ids = cursors.map(({ run_id }) => run_id)
  const handed = ids.length === 0 ? [] : await effectsOfRuns('tx' in ctx ? ctx.tx : ctx.db, ids)
  const byRun = Map.groupBy(handed, ({ run_id }) => run_id)
  return cursors.map((row) => {
    const effects = byRun.get(row.run_id) ?? []
    return {
      row,
      standing: {
        cursor: cursorOf(row),
        inDoubt: effects.some(({ state }) => state === 'in_doubt'),
        handedOver: new Set(effects.map(({ node_id, epoch }) => `${node_id}:${epoch}`)),
      },
    }
  })
}
