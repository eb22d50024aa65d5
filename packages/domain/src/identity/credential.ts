import { replacePassword } from '@mas/db/identity'
import type { TxCtx } from '@mas/kernel'

/** Part: gives a person this password, whether or not they had one. The caller holds the person's row lock. */
export async function installPassword(t: TxCtx, userId: string, passwordHash: string): Promise<void> {
  const at = t.clock.now()
  if (await replacePassword(t.tx, userId, passwordHash, at)) return
  await t.infra.auth.rows(t.tx).createAccount({ userId, providerId: 'credential', accountId: userId, passwordHash, at })
}
