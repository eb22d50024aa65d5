/**
 * Seconds to wait as a `Retry-After` header says them: a number of seconds or an HTTP date. Nothing where the header
 * is missing, unreadable or negative; at most a day, so a vendor's slip cannot park work for a year.
 */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text))
  const at = Date.parse(text)
  return Number.isNaN(at) || /^[-+]?[\d.]+$/.test(text) ? undefined : bounded((at - now.getTime()) / 1000)
}

const daySeconds = 86_400

function bounded(seconds: number): number {
  return Math.min(daySeconds, Math.max(0, Math.ceil(seconds)))
}
