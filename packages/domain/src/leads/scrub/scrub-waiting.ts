import { dropOldScrubs, waitingScrubs } from '@mas/db/leads'
import { fail, inTx, type Ctx } from '@mas/kernel'
import { keepAnswers } from './scrub-parts.ts'

const atOnce = 1_000
const keptMs = 7 * 24 * 60 * 60_000

/** Asks the register about everybody who waits. Whom it does not answer for waits on; the next hour asks again. */
export async function scrubWaitingNumbers(ctx: Ctx): Promise<void> {
  if (ctx.ports.dndRegistry.mode !== 'off') await askForAll(ctx)
  await inTx(ctx, (t) => dropOldScrubs(t.tx, new Date(t.clock.now().getTime() - keptMs)))
}

async function askForAll(ctx: Ctx): Promise<void> {
  let after = ''
  for (;;) {
    const waiting = await waitingScrubs(ctx.db, after, atOnce)
    const last = waiting.at(-1)
    if (last === undefined) return
    const answer = await ctx.ports.dndRegistry.scrub(waiting.map(({ value }) => value))
    if (answer.outcome === 'ok') {
      const { entries, asOf, reference } = answer.value
      await inTx(ctx, (t) => keepAnswers(t, entries, asOf, reference))
    } else if (answer.outcome === 'refused' && answer.retry === 'never') return
    else throw fail('request.unavailable', { reason: answer.reason })
    if (waiting.length < atOnce) return
    after = last.value_hash
  }
}
