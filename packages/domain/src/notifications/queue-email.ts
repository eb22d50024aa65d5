import type { Origin } from '@mas/contracts/core'
import type { CallKind, ConsentClass, KindData } from '@mas/contracts/notifications'
import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: mails an address that is no user of ours; everything else is as with `notify`. */
export async function queueEmail<K extends CallKind>(
  t: TxCtx,
  request: {
    kind: K
    address: string
    leadId?: string
    data: KindData<K>
    dedupeKey: string
    dueAt?: Date
    expiresAt?: Date
    origin?: Origin | string | undefined
    consentClass?: ConsentClass | undefined
  },
): Promise<string[]> {
  const { address, leadId, ...rest } = request
  return requestIntents(t, { ...rest, to: [{ address, ...(leadId !== undefined && { leadId }) }] })
}
