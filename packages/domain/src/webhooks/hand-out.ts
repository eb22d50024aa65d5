import { enqueueMany, type TxCtx } from '@mas/kernel'
import { processInbox } from './jobs.ts'

/** So many items share a job: a job costs the queue more than an item costs the inbox, and a burst brings both. */
const together = 20

/** Has these items acted on. */
export async function handOut(t: TxCtx, inboxIds: readonly string[]): Promise<void> {
  const groups = Array.from({ length: Math.ceil(inboxIds.length / together) }, (_, n) => inboxIds.slice(n * together, (n + 1) * together))
  await enqueueMany(
    t,
    processInbox,
    groups.flatMap(([inboxId, ...more]) => (inboxId === undefined ? [] : [{ payload: { inboxId, ...(more.length > 0 && { more }) } }])),
  )
}
