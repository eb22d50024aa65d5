import type { Ctx } from '@mas/kernel'

const shareMs = 2_000
const mostSteps = 50

/** One job does about two seconds of work and hands over to the next, so a stop or a pause is never far away. */
export function jobShare(ctx: Ctx): () => boolean {
  const begun = ctx.clock.now().getTime()
  let steps = 0
  return () => {
    steps += 1
    return steps < mostSteps && ctx.clock.now().getTime() - begun < shareMs && ctx.signal?.aborted !== true
  }
}
