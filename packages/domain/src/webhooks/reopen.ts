import { reopenItems } from '@mas/db/webhooks'
import type { TxCtx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { handledProviders } from './define-inbox.ts'
import { handOut } from './hand-out.ts'

/** Lets settled items be worked again; answers how many there were. */
export async function reopen(t: TxCtx, ids: readonly string[], reason: string): Promise<number> {
  const reopened = await reopenItems(t.tx, ids, handledProviders(), t.clock.now())
  await recordMany(
    t,
    reopened.map(({ id }) => ({
      action: 'webhooks.replay-inbox',
      subject: { type: 'inbox-item', id },
      after: { state: 'received' },
      reason,
    })),
  )
  await handOut(t, reopened)
  return reopened.length
}
