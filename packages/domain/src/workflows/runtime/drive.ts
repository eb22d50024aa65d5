import { peekDue } from '@mas/db/workflows'
import { lanes } from '@mas/contracts/workflows'
import type { Ctx } from '@mas/kernel'
import { stepAct } from './step-act.ts'
import { controlRound } from './control-round.ts'

const batch = 128

/**
 * Moves everything that is due, in all lanes, until nothing is: what the loops of a worker would have done by now. For tools and
 * tests; a worker sleeps and shares instead.
 */
export async function driveDue(ctx: Ctx): Promise<number> {
  let steps = 0
  for (;;) {
    let moved = 0
    for (const lane of [lanes.control, lanes.bulk]) {
      const report = await controlRound(ctx, lane, null, nobodyAsks)
      moved += report.rows.length
      steps += report.steps
    }
    for (const { run_id, seq } of await peekDue(ctx.db, lanes.act, null, ctx.clock.now(), batch)) {
      await stepAct(ctx, run_id, seq)
      moved += 1
    }
    if (moved === 0) return steps
  }
}
/** One process at work: nobody else looks for what it held. */
const nobodyAsks = () => Promise.resolve()
