import { purgeBodies } from '@mas/db/notifications'
import { inTx, type Ctx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { notificationSettings } from './settings.ts'

const atOnce = 2_000

/** Rendered texts older than the retention go; the row with its outcome stays. */
export async function purgeOldBodies(ctx: Ctx): Promise<void> {
  const days = await readSetting(ctx, notificationSettings.retentionDays)
  const before = new Date(ctx.clock.now().getTime() - days * 86_400_000)
  while ((await inTx(ctx, (t) => purgeBodies(t.tx, before, atOnce))) === atOnce);
}
