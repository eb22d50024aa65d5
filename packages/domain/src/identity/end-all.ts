import { endBehindHorizon } from '@mas/db/identity'
import { inTx, type Ctx } from '@mas/kernel'
import { tellEnded } from './end-sessions.ts'

const batch = 500

/** Writes the end into the rows, and closes open connections; every request was refused from the instant itself on. */
export async function endAll(ctx: Ctx): Promise<void> {
  for (let ended = batch; ended === batch;) {
    ended = await inTx(ctx, async (t) => {
      const ids = await endBehindHorizon(t.tx, t.clock.now(), batch)
      await tellEnded(t, ids)
      return ids.length
    })
  }
}
