import { deleteEndedSessions, deleteUnseenDevices, eraseStageOne, keepLogMonths } from '@mas/db/identity'
import { inTx, newId, type Ctx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { readSetting } from '../settings/index.ts'
import { stageOneDays } from './settings.ts'

const dayMs = 86_400_000
const deviceDays = 180
const sessionDays = 90
const logDays = 400
const batch = 500

/** Forgets what is kept for a time only. */
export async function prune(ctx: Ctx): Promise<void> {
  const days = await readSetting(ctx, stageOneDays)
  for (let erased = batch; erased === batch;) {
    erased = await inTx(ctx, async (t) => {
      const now = t.clock.now()
      const ids = await eraseStageOne(t.tx, new Date(now.getTime() - days * dayMs), now, batch)
      await recordMany(
        t,
        ids.map((id) => ({ action: 'identity.erase-user', subject: { type: 'user', id }, reason: 'the sign-up was never finished' })),
      )
      return ids.length
    })
  }
  const endedBefore = new Date(ctx.clock.now().getTime() - sessionDays * dayMs)
  const beforeId = newId(endedBefore.getTime())
  for (let forgotten = batch; forgotten === batch;)
    forgotten = await inTx(ctx, (t) => deleteEndedSessions(t.tx, endedBefore, beforeId, batch))
  await inTx(ctx, async (t) => {
    const now = t.clock.now()
    await deleteUnseenDevices(t.tx, new Date(now.getTime() - deviceDays * dayMs))
    await keepLogMonths(t.tx, now, new Date(now.getTime() - logDays * dayMs))
  })
}
