const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Failed tries that end an item. */
export const mostAttempts = 10
/** How long an item may wait for what it depends on. */
export const longestParkingMs = dayMs

/** Facts that come early wait 1, 5, 15, 60 minutes, then hourly: by the time already spent waiting. */
export function parkingMs(waitedMs: number): number {
  if (waitedMs < minuteMs) return minuteMs
  if (waitedMs < 6 * minuteMs) return 5 * minuteMs
  if (waitedMs < 21 * minuteMs) return 15 * minuteMs
  return 60 * minuteMs
}

/** Pause after the n-th failed try: 5 s, doubling to at most an hour. */
export function retryMs(attempts: number): number {
  return Math.min(60 * minuteMs, 5_000 * 2 ** (attempts - 1))
}

/** Until when the body is kept: 90 days, payments eight years. */
export function keptUntil(receivedAt: Date, family: 'payments' | 'other'): Date {
  return new Date(receivedAt.getTime() + (family === 'payments' ? 8 * 366 : 90) * dayMs)
}

/** Keys outlive bodies, so that a late repeat is still known. */
export const keysKeptMs = 400 * dayMs
export const rejectionsKeptMs = 90 * dayMs

const alwaysKept = ['content-type', 'content-length', 'user-agent', 'x-request-id']

/** The headers worth keeping: never those that authenticate. */
export function keptHeaders(headers: Headers, more: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of [...alwaysKept, ...more]) {
    const value = headers.get(name)
    if (value !== null) kept[name] = value.slice(0, 500)
  }
  return kept
}

/** The least id that an item received at this instant can have: ids begin with their milliseconds. */
function leastIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** A range of time as the range of ids given out in it. */
export function idRange(from: string | undefined, until: string | undefined): { fromId?: string; beforeId?: string } {
  return {
    ...(from !== undefined && { fromId: leastIdAt(new Date(from)) }),
    ...(until !== undefined && { beforeId: leastIdAt(new Date(until)) }),
  }
}
