import type { Clock } from '@mas/kernel/clock'

export interface BreakerRules {
  readonly failures: number
  readonly withinMs: number
  readonly openMs: number
}

export type Admission =
  /** Call `settle` exactly once, also when the call throws: an unsettled probe would keep everybody out. */
  { readonly admitted: true; settle(available: boolean): void } | { readonly admitted: false; readonly retryAfterSeconds: number }

export interface Breaker {
  admit(): Admission
  /** For the operator page. */
  readonly state: 'closed' | 'open' | 'probing'
}

const defaultRules: BreakerRules = { failures: 5, withinMs: 30_000, openMs: 30_000 }

/**
 * Stops asking a provider that does not answer: five unavailable answers in 30 s keep everyone out for 30 s, then one
 * caller may probe. Its answer closes the breaker or opens it again. The state belongs to the process on purpose: a
 * process that cannot reach the vendor says nothing about the others.
 */
export function createBreaker(clock: Clock, rules: BreakerRules = defaultRules): Breaker {
  let failedAt: number[] = []
  let openUntil: number | undefined
  let probing = false
  const now = () => clock.now().getTime()

  const open = () => {
    openUntil = now() + rules.openMs
    failedAt = []
  }
  const count = (available: boolean) => {
    // An answer to a call that began before the breaker opened neither closes nor prolongs it.
    if (available || openUntil !== undefined) return
    failedAt = [...failedAt.filter((at) => at > now() - rules.withinMs), now()]
    if (failedAt.length >= rules.failures) open()
  }
  const settleProbe = (available: boolean) => {
    probing = false
    if (available) openUntil = undefined
    else open()
  }

  return {
    get state() {
      if (openUntil === undefined) return 'closed'
      return probing ? 'probing' : 'open'
    },
    admit() {
      if (openUntil === undefined) return { admitted: true, settle: count }
      const waitMs = openUntil - now()
      if (waitMs > 0) return { admitted: false, retryAfterSeconds: Math.ceil(waitMs / 1000) }
      if (probing) return { admitted: false, retryAfterSeconds: 1 }
      probing = true
      return { admitted: true, settle: settleProbe }
    },
  }
}
