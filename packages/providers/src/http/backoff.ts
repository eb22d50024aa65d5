export interface BackoffRules {
  readonly firstMs: number
  readonly ceilingMs: number
}

/**
 * Full jitter: a random part of an exponentially growing span, so that clients which failed together do not come back
 * together. `attempt` counts from 1; `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: () => number, rules: BackoffRules): number {
  const span = Math.min(rules.ceilingMs, rules.firstMs * 2 ** (attempt - 1))
  return Math.round(random() * span)
}
