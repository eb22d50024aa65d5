import { findLookAlikes, insertCandidates } from '@mas/db/leads'
import { inTx, newId, type Ctx } from '@mas/kernel'
import { nameComparer } from './name-rules.ts'

/** From here on a pair is worth showing to a person, in basis points (product rule 5 of leads). */
const candidateBp = 7000
/** Each may have fifty look-alikes, and what they all are is held in memory at once. */
const leadsAtOnce = 25

/** Opens candidates for new leads: a like name, and the same city or college. */
export async function proposeDuplicates(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  for (let from = 0; from < leadIds.length; from += leadsAtOnce) await proposeFor(ctx, leadIds.slice(from, from + leadsAtOnce))
}

async function proposeFor(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  const found = await findLookAlikes(ctx.db, leadIds)
  const similarity = nameComparer()
  const at = ctx.clock.now()
  const candidates = found.flatMap(({ lead_id, lead_name, other_id, other_name, same_city, same_college }) => {
    const score_bp = similarity(lead_name, other_name)
    if (score_bp < candidateBp) return []
    const [lead_a, lead_b] = lead_id < other_id ? [lead_id, other_id] : [other_id, lead_id]
    const signals = ['name', ...(same_city ? ['city'] : []), ...(same_college ? ['college'] : [])]
    return { id: newId(at.getTime()), lead_a, lead_b, score_bp, signals, found_at: at.toISOString() }
  })
  if (candidates.length > 0) await inTx(ctx, (t) => insertCandidates(t.tx, candidates))
}
