import type { InboxRef } from '@mas/db/webhooks'
import { enqueueMany, type TxCtx } from '@mas/kernel'
import { processInbox } from './jobs.ts'

/** So many items share a job: a job costs the queue more than an item costs the inbox, and a burst brings both. */
const together = 20

/** Has these items acted on. Only items of one provider share a job, so that a slow handler holds up nobody else's. */
export async function handOut(t: TxCtx, items: readonly InboxRef[]): Promise<void> {
  const groups = [...Map.groupBy(items, ({ provider }) => provider).values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / together) }, (_, n) => own.slice(n * together, (n + 1) * together).map(({ id }) => id)),
  )
  await enqueueMany(
    t,
    processInbox,
    groups.flatMap(([inboxId, ...more]) => (inboxId === undefined ? [] : [{ payload: { inboxId, ...(more.length > 0 && { more }) } }])),
  )
}
