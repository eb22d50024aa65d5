import { effectsOfRun, lockCursors, type ClaimedRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import { cursorOf } from '../runtime/read-row.ts'
import type { Standing } from './migration-rules.ts'

/** A run, held, as far as a move looks at it; undefined where it is over by now. */
export async function standingOf(t: TxCtx, runId: string): Promise<{ row: ClaimedRow; standing: Standing } | undefined> {
  const [row] = await lockCursors(t.tx, [runId])
  if (row === undefined) return undefined
  const effects = await effectsOfRun(t.tx, runId)
  return {
    row,
    standing: {
      cursor: cursorOf(row),
      inDoubt: effects.some(({ state }) => state === 'in_doubt'),
      handedOver: new Set(effects.map(({ node_id, epoch }) => `${node_id}:${epoch}`)),
    },
  }
}
