import { deleteTotp, distrustDevices, replaceRecoveryCodes, revokePasskeys } from '@mas/db/identity'
import type { TxCtx } from '@mas/kernel'

/** Part: takes every second factor of a person away, and what stands for one; true where there was any. */
export async function dropFactors(t: TxCtx, userId: string): Promise<boolean> {
  const now = t.clock.now()
  const passkeys = await revokePasskeys(t.tx, userId, null, now)
  const totp = await deleteTotp(t.tx, userId)
  await replaceRecoveryCodes(t.tx, userId, [], now)
  await distrustDevices(t.tx, userId)
  return totp || passkeys > 0
}
