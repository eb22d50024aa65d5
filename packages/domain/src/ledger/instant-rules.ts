import { fail } from '@mas/kernel'

/** Business time may lie in the past (a late webhook), and ahead only by what clocks differ. */
const aheadMs = 5 * 60_000

export function requireOccurred(occurredAt: Date, now: Date): Date {
  if (occurredAt.getTime() > now.getTime() + aheadMs) throw fail('ledger.instant-in-future', { at: occurredAt.toISOString() })
  return occurredAt
}

export function requirePast(at: Date, now: Date): Date {
  if (at > now) throw fail('ledger.instant-in-future', { at: at.toISOString() })
  return at
}
