import { closeOpenings, deleteDead, endExpired, eraseSeals, expireRoleChanges, liftLapsedBlocks } from '@mas/db/identity'
import { inTx, type Ctx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { readSetting } from '../settings/index.ts'
import { tellEnded } from './end-sessions.ts'
import { refreshGrace } from './settings.ts'

const batch = 500
const deadForMs = 24 * 3_600_000

/** Ends what is over. Every decision is also made when a row is read, so a late sweep lets nobody in. */
export async function sweep(ctx: Ctx): Promise<void> {
  for (let ended = batch; ended === batch;) {
    ended = await inTx(ctx, async (t) => {
      const ids = await endExpired(t.tx, t.clock.now(), batch)
      await tellEnded(t, ids)
      return ids.length
    })
  }
  await inTx(ctx, async (t) => {
    const now = t.clock.now()
    const lifted = await liftLapsedBlocks(t.tx, now)
    await recordMany(
      t,
      lifted.map((id) => ({
        action: 'identity.unblock-user',
        subject: { type: 'user', id },
        before: { state: 'blocked' },
        reason: 'the block has lapsed',
      })),
    )
    await expireRoleChanges(t.tx, now)
    await closeOpenings(t.tx, now)
    await eraseSeals(t.tx, new Date(now.getTime() - (await readSetting(t, refreshGrace)) * 1000))
    await deleteDead(t.tx, new Date(now.getTime() - deadForMs))
  })
}
