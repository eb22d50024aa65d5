import { markBouncing as markBouncingRow } from '@mas/db/identity'
import type { TxCtx } from '@mas/kernel'
import { createHash } from 'node:crypto'
import { userCards } from './look-up.ts'

/** Part: codes no longer go to an address that bounced for good, unless the person has changed it since. */
export async function markBouncing(t: TxCtx, { userId, addressHash }: { userId: string; addressHash: string }): Promise<void> {
  const address = (await userCards(t, [userId])).get(userId)?.email ?? null
  if (address === null || createHash('sha256').update(address).digest('hex') !== addressHash) return
  await markBouncingRow(t.tx, userId, address, t.clock.now())
}
