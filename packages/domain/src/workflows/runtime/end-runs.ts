import { lockCursors } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import { interrupt } from '../engine/interrupt.ts'
import type { Json } from '../engine/state.ts'
import { readBatch } from './read-batch.ts'
import { storeBatch } from './store-batch.ts'

/** Ends runs wherever they stand, for a reason outside their program. Answers how many were not over already. */
export async function endRuns(
  t: TxCtx,
  runIds: readonly string[],
  outcome: string,
  trace: { readonly [key: string]: Json } = {},
): Promise<number> {
  if (runIds.length === 0) return 0
  const rows = await lockCursors(t.tx, runIds)
  const inputs = await readBatch(t, rows)
  const ended = rows.flatMap((row, n) => {
    const input = inputs[n]
    return input === undefined ? [] : [{ row, advanced: interrupt(input, outcome, trace) }]
  })
  await storeBatch(t, ended)
  return ended.length
}
