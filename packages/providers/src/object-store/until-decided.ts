import { fail } from '@mas/kernel/errors'
import type { Log } from '@mas/kernel/log'
import type { ProviderAnswer } from '@mas/kernel/providers'

/** The value, or `files.store-unavailable`: whoever asked may ask again. */
export type Ask = <T>(answer: ProviderAnswer<T>) => T

export function decided(log: Log): Ask {
  return (answer) => {
    if (answer.outcome === 'ok') return answer.value
    const isOurs = answer.outcome === 'refused' && answer.retry === 'never'
    // A wrong key or bucket does not pass by itself: somebody must look.
    if (isOurs) log.error('the object store refuses us', { reason: answer.reason })
    throw fail('files.store-unavailable', {}, new Error(answer.reason))
  }
}

const tries = 4
const pauseMs = 200

/**
 * Tries a write until it is decided. Undefined after a doubt that stays one: what the store holds must be looked at.
 * Only for writes that leave an existing object alone, so that a second try cannot undo another's work.
 */
export async function persistently<T>(log: Log, write: () => Promise<ProviderAnswer<T>>): Promise<T | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await write()
    if (answer.outcome === 'in_doubt') return undefined
    const isBusy = answer.outcome === 'refused' && answer.retry !== 'never' && attempt < tries
    if (!isBusy) return decided(log)(answer)
    await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)))
  }
}
