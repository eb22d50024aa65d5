import { consentChanged, followUpDue, type ConsentBasis, type ConsentChannel, type ConsentPurpose } from '@mas/contracts/leads'
import { claimDueFollowUps, claimExpiredConsents, foldDeltas, missFollowUps, type ExpiredConsent } from '@mas/db/leads'
import { emitMany, inTx, type Ctx } from '@mas/kernel'

const batch = 500
const missedAfterMs = 24 * 60 * 60_000

/** Tells owners what is due, and marks what stayed open a day too long as missed. */
export async function sweepDueFollowUps(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  await untilShort(() =>
    inTx(ctx, async (t) => {
      const due = await claimDueFollowUps(t.tx, now, batch)
      await emitMany(
        t,
        followUpDue,
        due.map((one) => ({ followUpId: one.id, leadId: one.lead_id, ownerId: one.owner_id, dueAt: new Date(one.due_at).toISOString() })),
      )
      return due.length
    }),
  )
  await untilShort(() => inTx(ctx, (t) => missFollowUps(t.tx, new Date(now.getTime() - missedAfterMs), now, batch)))
}

export async function foldPoolCounts(ctx: Ctx): Promise<void> {
  await untilShort(() => inTx(ctx, (t) => foldDeltas(t.tx, 10 * batch)), 10 * batch)
}

/** A consent that ran out is announced as withdrawn for those who keep lists; the gate itself looks at the dates. */
export async function announceExpiredConsents(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  await untilShort(() =>
    inTx(ctx, async (t) => {
      const gone = await claimExpiredConsents(t.tx, now, batch)
      await emitMany(t, consentChanged, gone.map(expiredData))
      return gone.length
    }),
  )
}

function expiredData(row: ExpiredConsent) {
  return {
    valueHash: row.value_hash,
    channel: wordOf<ConsentChannel>(row.channel),
    purpose: wordOf<ConsentPurpose>(row.purpose),
    basis: wordOf<ConsentBasis>(row.basis),
    state: 'withdrawn' as const,
    ...(row.lead_id !== null && { leadId: row.lead_id }),
  }
}

/** Check constraints hold these columns to their words; the event's schema parses them again. */
function wordOf<T extends string>(text: string): T {
  return text as T
}

async function untilShort(work: () => Promise<number>, size = batch): Promise<void> {
  while ((await work()) === size);
}
