import { changedLeads, findPlace, keepPlace } from '@mas/db/leads'
import { inTx, type Ctx } from '@mas/kernel'
import { proposeDuplicates } from './match-duplicates.ts'

const sweep = 'backfill-duplicates'
const atOnce = 500
/** So many leads a night: the first walk over a large pool takes several, later ones only see what changed. */
const mostANight = 200_000
/** A transaction that was still open at the last walk may have committed with an earlier instant. */
const overlapMs = 60 * 60_000

/** Looks again for possible duplicates of leads whose name, city or college changed since, or whose first look was lost. */
export async function lookAgainForDuplicates(ctx: Ctx): Promise<void> {
  const until = ctx.clock.now()
  const known = await findPlace(ctx.db, sweep)
  let place = { at: known === undefined ? new Date(0) : new Date(new Date(known.at).getTime() - overlapMs), lead_id: nobody }
  for (let looked = 0; looked < mostANight; looked += atOnce) {
    const found = await changedLeads(ctx.db, place, until, atOnce)
    const last = found.at(-1)
    if (last === undefined) return
    await proposeDuplicates(
      ctx,
      found.map(({ lead_id }) => lead_id),
    )
    place = last
    await inTx(ctx, (t) => keepPlace(t.tx, sweep, last))
    if (found.length < atOnce || ctx.signal?.aborted === true) return
  }
}
const nobody = '00000000-0000-0000-0000-000000000000'
