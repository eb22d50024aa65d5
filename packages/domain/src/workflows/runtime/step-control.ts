import { setAside, type ClaimedRow } from '@mas/db/workflows'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { advance } from '../engine/advance.ts'
import { readBatch } from './read-batch.ts'
import { storeBatch } from './store-batch.ts'

export interface BatchReport {
  /** Cursors that were claimed, the longest due first. */
  readonly rows: readonly ClaimedRow[]
  /** Nodes that were left. */
  readonly steps: number
  /** Some of them have come to a step that another domain carries out. */
  readonly acts: number
}
export type Claim = (t: TxCtx) => Promise<ClaimedRow[]>
/** Puts on record, in a transaction of its own, which runs are about to be held. */
export type Announce = (runIds: readonly string[]) => Promise<void>

/** One transaction: due cursors of a lane, each moved as far as pure decisions carry it. Milliseconds, and nothing leaves. */
export function stepControl(ctx: Ctx, claim: Claim, announce: Announce): Promise<BatchReport> {
  return inTx(ctx, async (t) => {
    const rows = await claim(t)
    if (rows.length === 0) return { rows, steps: 0, acts: 0 }
    await announce(rows.map(({ run_id }) => run_id))
    const going = await leaveAside(t, rows)
    const inputs = await readBatch(t, going)
    const moved = going.flatMap((row, n) => {
      const input = inputs[n]
      return input === undefined ? [] : [{ row, advanced: advance(input) }]
    })
    await storeBatch(t, moved)
    return {
      rows,
      steps: moved.reduce((sum, { advanced }) => sum + advanced.steps.length, 0),
      acts: moved.filter(({ advanced }) => advanced.move.kind === 'act').length,
    }
  })
}

/** Runs of a paused workflow sleep until it is resumed; a held run has no business here. Answers the others. */
export async function leaveAside(t: TxCtx, rows: readonly ClaimedRow[]): Promise<ClaimedRow[]> {
  const still = (row: ClaimedRow) => row.status === 'paused' || row.state !== 'live'
  await setAside(
    t.tx,
    rows.filter(still).map(({ run_id }) => run_id),
  )
  return rows.filter((row) => !still(row))
}
