import { claimDue, claimOne, claimSuspect } from '@mas/db/workflows'
import { isRetryable, toAppError, type Ctx } from '@mas/kernel'
import { failStep } from './fail-step.ts'
import { stepControl, type Announce, type BatchReport, type Claim } from './step-control.ts'

const batch = 128

/** One batch of a lane. An exception rolls it back and replays it run by run, so that one bad run never stops the others. */
export async function controlRound(ctx: Ctx, lane: number, floor: Date | null, announce: Announce): Promise<BatchReport> {
  return replaying(ctx, (t) => claimDue(t.tx, lane, floor, t.clock.now(), batch), announce)
}

/** A run that went down with its process before is taken alone. */
export function suspectRound(ctx: Ctx, lanes: readonly number[], announce: Announce): Promise<BatchReport> {
  return replaying(ctx, (t) => claimSuspect(t.tx, lanes, t.clock.now()), announce)
}

async function replaying(ctx: Ctx, claim: Claim, announce: Announce): Promise<BatchReport> {
  let claimed: readonly string[] = []
  try {
    return await stepControl(ctx, claim, async (runIds) => {
      claimed = runIds
      await announce(runIds)
    })
  } catch (thrown) {
    if (toAppError(thrown).code === 'request.unavailable' || claimed.length === 0) throw thrown
    ctx.log.warn('workflow batch replayed run by run', { runs: claimed.length, code: toAppError(thrown).code })
    for (const runId of claimed) await alone(ctx, runId, announce)
    return { rows: [], steps: 0, acts: 0 }
  }
}

async function alone(ctx: Ctx, runId: string, announce: Announce): Promise<void> {
  try {
    await stepControl(ctx, (t) => claimOne(t.tx, runId, null, t.clock.now()), announce)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'request.unavailable') throw thrown
    const text = thrown instanceof Error ? thrown.message : 'unknown'
    ctx.log.error('workflow run failed', { runId, code: error.code, retryable: isRetryable(error), error: text })
    await failStep(ctx, runId, `${error.code}: ${text}`)
  }
}
