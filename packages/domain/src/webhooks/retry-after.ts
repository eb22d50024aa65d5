const dayMs = 86_400_000

/** How long `Retry-After` asks to wait, in milliseconds: seconds or an HTTP date, at most 24 hours; 0 where it says nothing. */
export function retryAfterMs(header: string | null, now: Date): number {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text) * 1_000)
  // A date has letters; `Date.parse` would take bare numbers for years.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? 0 : bounded(at - now.getTime())
}

function bounded(ms: number): number {
  return Math.min(dayMs, Math.max(0, Math.ceil(ms)))
}
