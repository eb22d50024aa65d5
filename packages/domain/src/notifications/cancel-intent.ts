import type { KindName } from '@mas/contracts/notifications'
import { cancelMails, cancelWaiting } from '@mas/db/notifications'
import type { TxCtx } from '@mas/kernel'

/** Part: takes a request back for everyone it was made for and has not reached yet; answers how many. */
export async function cancelIntent(t: TxCtx, kind: KindName, dedupeKey: string): Promise<number> {
  const mailless = await cancelMails(t.tx, kind, dedupeKey)
  return cancelWaiting(t.tx, kind, dedupeKey, mailless)
}
