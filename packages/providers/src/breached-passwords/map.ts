import type { ProviderAnswer } from '@mas/kernel/providers'
import { ok, refused } from '../http/index.ts'

const line = /^([0-9A-F]{35}):(\d{1,12})$/

/** How often the suffix occurs in a range answer. Count 0 is padding: no hit. */
export function countInRange(body: string, suffix: string): ProviderAnswer<number> {
  let count = 0
  for (const text of body.split('\n')) {
    const trimmed = text.trim()
    if (trimmed === '') continue
    const [, found, seen] = line.exec(trimmed.toUpperCase()) ?? []
    // A captive portal or an error page must not read as "never leaked".
    if (found === undefined) return refused('range: unreadable answer', 'later')
    if (found === suffix) count = Number(seen)
  }
  return ok(count)
}
