import type { ProviderAnswer } from '@mas/kernel/providers'

export type Refusal = Extract<ProviderAnswer<never>, { outcome: 'refused' }>
export type Doubt = Extract<ProviderAnswer<never>, { outcome: 'in_doubt' }>

/** It is done, and this is what the vendor said. */
export function ok<T>(value: T): ProviderAnswer<T> {
  return { outcome: 'ok', value }
}

/** It is certainly not done. */
export function refused(reason: string, retry: Refusal['retry'], retryAfterSeconds?: number): Refusal {
  return retryAfterSeconds === undefined ? { outcome: 'refused', reason, retry } : { outcome: 'refused', reason, retry, retryAfterSeconds }
}

/** Nobody knows whether it is done; ask the vendor before trying again. */
export function inDoubt(reason: string): Doubt {
  return { outcome: 'in_doubt', reason }
}
