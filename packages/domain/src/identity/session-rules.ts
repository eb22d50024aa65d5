import type { SessionLimits } from './settings.ts'

const minuteMs = 60_000

/** When a session that begins now ends: unused, and in any case. */
export function expiryOf(limits: SessionLimits, now: Date): { idleExpiresAt: Date; absoluteExpiresAt: Date } {
  const absoluteExpiresAt = new Date(now.getTime() + limits.absoluteMinutes * minuteMs)
  return { idleExpiresAt: nextIdle(limits, absoluteExpiresAt, now), absoluteExpiresAt }
}

/** Use pushes the idle end out, never past the absolute one. */
export function nextIdle(limits: SessionLimits, absoluteExpiresAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + idleMs(limits), absoluteExpiresAt.getTime()))
}

/** How long a session may rest. */
export function idleMs(limits: SessionLimits): number {
  return limits.idleMinutes * minuteMs
}
