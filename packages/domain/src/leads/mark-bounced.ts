import { emailsOfFamily, markAddressBad } from '@mas/db/leads'
import type { TxCtx } from '@mas/kernel'
import { createHash } from 'node:crypto'
import { userCards } from '../identity/index.ts'

export interface Bounce {
  /** SHA-256 of the address, hex: the event never carries the address itself. */
  readonly addressHash: string
  readonly leadId?: string | undefined
  readonly userId?: string | undefined
  readonly reason: string
}

/**
 * Part: an address that bounced for good is bad on every lead that has it. The address is looked for among those of the
 * lead and the person the mail went to, since only its digest is told.
 */
export async function markBounced(t: TxCtx, { addressHash, leadId, userId, reason }: Bounce): Promise<void> {
  const known = [
    ...(leadId === undefined ? [] : await emailsOfFamily(t.tx, leadId)),
    ...(userId === undefined ? [] : [(await userCards(t, [userId])).get(userId)?.email ?? '']),
  ]
  const bounced = known.find((address) => createHash('sha256').update(address).digest('hex') === addressHash)
  if (bounced !== undefined) await markAddressBad(t.tx, bounced, `bounced: ${reason}`, t.clock.now())
}
