import type { Clock } from '@mas/kernel/clock'
import type { Attempt } from './attempt.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { HttpReply } from './types.ts'

/** What an attempt means for the work: decided, or what we know about it being carried out. */
export type Verdict =
  | { readonly kind: 'reply'; readonly reply: HttpReply; readonly available: true }
  /** Certainly not carried out; the vendor or the way to it is busy. */
  | { readonly kind: 'not-done'; readonly reason: string; readonly available: boolean; readonly waitSeconds?: number }
  /** Perhaps carried out. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly available: boolean; readonly again: boolean }

/**
 * 408, 425, 429 and 503 are turned away before any work; other 5xx can happen after it. `available` feeds the breaker:
 * 429 says that the vendor is well and we are too fast.
 */
export function judge(attempt: Attempt, clock: Clock): Verdict {
  switch (attempt.end) {
    case 'unsent':
      return { kind: 'not-done', reason: attempt.reason, available: false }
    case 'unknown':
      return { kind: 'unknown', reason: attempt.reason, available: false, again: true }
    case 'too-large':
      // Asking again would bring the same long answer.
      return { kind: 'unknown', reason: attempt.reason, available: true, again: false }
    case 'answered':
      return judgeStatus(attempt.reply, clock)
  }
}

const turnedAway = new Set([408, 425, 429, 503])

function judgeStatus(reply: HttpReply, clock: Clock): Verdict {
  const reason = `answered ${reply.status}`
  if (turnedAway.has(reply.status)) {
    const waitSeconds = parseRetryAfter(reply.headers.get('retry-after'), clock.now())
    const verdict = { kind: 'not-done', reason, available: reply.status !== 503 } as const
    return waitSeconds === undefined ? verdict : { ...verdict, waitSeconds }
  }
  if (reply.status >= 500) return { kind: 'unknown', reason, available: false, again: true }
  return { kind: 'reply', reply, available: true }
}
