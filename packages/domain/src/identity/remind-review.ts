import { lockActiveAdmins, unreviewedOpenings, usersByIds } from '@mas/db/identity'
import { inTx, type Ctx } from '@mas/kernel'
import { tell } from './notices.ts'
import { reviewWithinMs } from './opening-view.ts'

/** Presses everybody who may review for as long as an opening stands unreviewed. */
export async function remindReview(ctx: Ctx): Promise<void> {
  await inTx(ctx, async (t) => {
    const open = await unreviewedOpenings(t.tx)
    if (open.length === 0) return
    const admins = await lockActiveAdmins(t.tx)
    const targets = new Map(
      (
        await usersByIds(
          t.tx,
          open.map(({ targetId }) => targetId),
        )
      ).map((user) => [user.id, user]),
    )
    for (const { targetId, custodianA, custodianB, openedAt, reason } of open) {
      const target = targets.get(targetId)
      const data = { at: openedAt.toISOString(), target: target?.email ?? target?.fullName ?? targetId, reason }
      for (const { id } of admins) if (![targetId, custodianA, custodianB].includes(id)) await tell(t, 'break-glass-opened', id, data)
    }
  })
}

export interface EmergencyHealth {
  /** False when an opening has waited for its review longer than 72 hours. */
  readonly ok: boolean
  readonly unreviewed: number
  readonly oldestOpenedAt: string | null
}
/** For the operators' page. */
export async function emergencyHealth({ db, clock }: Pick<Ctx, 'db' | 'clock'>): Promise<EmergencyHealth> {
  const open = await unreviewedOpenings(db)
  const oldest = open[0]?.openedAt
  return {
    ok: oldest === undefined || oldest.getTime() + reviewWithinMs > clock.now().getTime(),
    unreviewed: open.length,
    oldestOpenedAt: oldest?.toISOString() ?? null,
  }
}
