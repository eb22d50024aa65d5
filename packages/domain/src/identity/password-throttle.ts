import { clearThrottle, countInWindow, readWindow, spendInARow, unspend } from '@mas/db/identity'
import { AppError, fail, networkOf, type Ctx } from '@mas/kernel'
import { requireHuman } from './human.ts'

const quarterMs = 15 * 60_000
const forgetMs = 12 * 3_600_000
const unknownPolicy = { free: 5, firstWaitMs: 60_000, longestWaitMs: 900_000, forgetMs }
/** A known device never waits; it stops being known instead. */
const knownPolicy = { free: 1_000_000, firstWaitMs: 0, longestWaitMs: 0, forgetMs }
const revokeAfter = 10
/** Failures of a known place and tries under way together: ten tabs may sign in at once, a thief gets no more guesses by hurrying. */
const mostAtOnce = 20
const humanAfter = 50
const refuseAfter = 300

interface Trying {
  /** Failures of passwords and of second factors are counted apart: a right password forgives no wrong code. */
  readonly what?: 'password' | 'factor'
  readonly address: string
  readonly userId: string | undefined
  readonly deviceId: string | undefined
  readonly human: string | undefined
}

/**
 * Counts a try before it is compared, in a bucket that nobody else can fill: failures without the proof of a device
 * never delay that device, so guessing from outside locks out nobody but the guesser. `giveUp` is called after ten
 * failures from a known place.
 */
export async function tryPassword(
  ctx: Ctx,
  trying: Trying,
  compare: () => Promise<boolean>,
  giveUp: () => Promise<void>,
): Promise<boolean> {
  const now = ctx.clock.now()
  const { what = 'password', address, userId, deviceId } = trying
  const known = deviceId !== undefined && userId !== undefined
  const networkKey = keyOf(ctx, 'password', 'network', networkOf(ctx.client?.ip))
  if (!known) await askNetwork(ctx, networkKey, trying.human, now)
  const key = known ? keyOf(ctx, what, 'known', userId, deviceId) : keyOf(ctx, what, 'unknown', address)
  const spent = await spendInARow(ctx.db, key, { ...(known ? knownPolicy : unknownPolicy), now })
  if (!spent.allowed) throw fail('identity.too-many-attempts', { retryAfterSeconds: secondsUntil(spent.blockedUntil ?? now, now) })
  // So many at once have not been compared yet; a process that died at it must not leave its device shut for hours.
  if (known && spent.failures > mostAtOnce) {
    if (spent.failures > 2 * mostAtOnce) await giveUp()
    throw fail('identity.too-many-attempts', { retryAfterSeconds: 1 })
  }
  try {
    if (await compare()) {
      await clearThrottle(ctx.db, key)
      return true
    }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'unavailable') await unspend(ctx.db, key)
    throw thrown
  }
  if (!known) await countInWindow(ctx.db, networkKey, quarterMs, now)
  else if (spent.failures >= revokeAfter) await giveUp()
  return false
}

/** A mailbox was proven for this address: its failures are forgotten. */
export function forgiveAddress(ctx: Ctx, address: string): Promise<void> {
  return clearThrottle(ctx.db, keyOf(ctx, 'password', 'unknown', address))
}

async function askNetwork(ctx: Ctx, key: Uint8Array, human: string | undefined, now: Date): Promise<void> {
  const seen = await readWindow(ctx.db, key, quarterMs, now)
  if (seen === undefined || seen.used < humanAfter) return
  if (seen.used >= refuseAfter)
    throw fail('identity.too-many-attempts', { retryAfterSeconds: secondsUntil(new Date(seen.windowStartedAt.getTime() + quarterMs), now) })
  await requireHuman(ctx, human, 'sign-in', { at: seen.lastAt, waitMs: 5000 })
}

function keyOf(ctx: Ctx, ...parts: string[]): Uint8Array {
  return ctx.infra.keys.mac('identity.throttle', ...parts)
}
function secondsUntil(at: Date, now: Date): number {
  return Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 1000))
}
