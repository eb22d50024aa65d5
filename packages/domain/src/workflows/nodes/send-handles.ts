import type { NodeDataOf } from '@mas/contracts/workflows'
import type { Handles } from './definition.ts'

/** `sent` means handed over. A step that waits for more leaves by what it waited for, so `sent` is then never taken. */
export function sendHandles({ waitFor }: NodeDataOf<'send-email'>): Handles {
  if (waitFor === undefined) return { required: ['sent', 'refused'], optional: ['late'] }
  const reached = waitFor === 'accepted' ? 'sent' : waitFor
  return {
    required: [reached, 'refused', 'failed', 'timed-out'],
    optional: reached === 'sent' ? ['late', 'unknown'] : ['sent', 'late', 'unknown'],
  }
}
