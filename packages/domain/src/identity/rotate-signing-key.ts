import { inTx, type Ctx } from '@mas/kernel'
import { record } from '../audit/index.ts'

const dayMs = 86_400_000

/** A new key signs access tokens every 90 days; what the old one signed is worth its 15 minutes, and its key is kept 24 hours. */
export async function rotateSigningKey(ctx: Ctx): Promise<void> {
  if (!(await ctx.infra.auth.rotateSigningKey(ctx.clock.now(), { everyMs: 90 * dayMs, keepMs: dayMs }))) return
  await inTx(ctx, (t) => record(t, { action: 'identity.rotate-signing-key', subject: { type: 'system', id: 'signing-key' } }))
}
