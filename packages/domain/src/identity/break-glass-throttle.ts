import { countInWindow } from '@mas/db/identity'
import { fail, networkOf, type Ctx } from '@mas/kernel'

const quarterMs = 15 * 60_000
const most = 10

/** Counted before anything is compared, and by network alone: nobody can shut the door for the custodians elsewhere. */
export async function takeEmergencyTry(ctx: Ctx): Promise<void> {
  const key = ctx.infra.keys.mac('identity.throttle', 'break-glass', 'network', networkOf(ctx.client?.ip))
  const { used } = await countInWindow(ctx.db, key, quarterMs, ctx.clock.now())
  if (used > most) throw fail('identity.break-glass-refused')
}
