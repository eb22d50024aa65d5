import { countInWindow, readWindow, type Counted } from '@mas/db/identity'
import { fail, networkOf, type Ctx } from '@mas/kernel'
import { requireHuman } from './human.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const perHour = 5
const perDay = 20
/** From the third mail in an hour on, a person must show that they are one. */
const humanFrom = 3

/** Counts one mail to an address against what that address and network may ask for. `known`: right credentials came first, so nobody needs to show that they are a person. */
export async function takeSend(
  ctx: Ctx,
  addressMac: Uint8Array,
  human: { token: string | undefined; action: string } | 'known',
): Promise<void> {
  const now = ctx.clock.now()
  const who = Buffer.from(addressMac).toString('hex')
  // Whoever knows the credentials is counted apart: strangers who ask for mails to an address cannot use up its owner's.
  const asked = human === 'known' ? '-known' : ''
  const hourKey = ctx.infra.keys.mac('identity.throttle', `send-hour${asked}`, who, networkOf(ctx.client?.ip))
  const before = await readWindow(ctx.db, hourKey, hourMs, now)
  if (before !== undefined && before.used >= perHour) throw overLimit(before, hourMs, now)
  if (before !== undefined && human !== 'known' && before.used >= humanFrom - 1)
    await requireHuman(ctx, human.token, human.action, { at: before.lastAt, waitMs: 60_000 })
  const hour = await countInWindow(ctx.db, hourKey, hourMs, now)
  if (hour.used > perHour) throw overLimit(hour, hourMs, now)
  const day = await countInWindow(ctx.db, ctx.infra.keys.mac('identity.throttle', `send-day${asked}`, who), dayMs, now)
  if (day.used > perDay) throw overLimit(day, dayMs, now)
}

function overLimit({ windowStartedAt }: Counted, windowMs: number, now: Date) {
  return fail('identity.too-many-attempts', { retryAfterSeconds: Math.ceil((windowStartedAt.getTime() + windowMs - now.getTime()) / 1000) })
}
