import { closeDeadProposals, dropEndedOverrides, dropSilentReaders } from '@mas/db/settings'
import { inTx, type Ctx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { beginChange } from './begin-change.ts'

const batch = 500

/** Closes proposals that nobody can approve any more, and forgets overrides that have ended and processes that are gone. */
export async function expireProposals(ctx: Ctx): Promise<void> {
  for (let closed = batch; closed === batch;)
    closed = await inTx(ctx, async (t) => {
      const dead = await closeDeadProposals(t.tx, t.clock.now(), batch)
      await recordMany(
        t,
        dead.map(({ id, key, state }) => ({
          action: 'settings.expire-proposals',
          subject: { type: 'setting', id: key },
          after: { proposalId: id, state },
        })),
      )
      return dead.length
    })
  for (let dropped = batch; dropped === batch;)
    dropped = await inTx(ctx, async (t) => {
      await beginChange(t)
      return dropEndedOverrides(t.tx, t.clock.now(), batch)
    })
  await inTx(ctx, (t) => dropSilentReaders(t.tx))
}
