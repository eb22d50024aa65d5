import { findGoogleOwner } from '@mas/db/identity'
import { fail, type TxCtx } from '@mas/kernel'

/** Part: from now on this Google subject is this person. Google's tokens are not kept. */
export async function linkGoogle(t: TxCtx, userId: string, subject: string): Promise<void> {
  const owner = await findGoogleOwner(t.tx, subject)
  if (owner === userId) return
  if (owner !== undefined) throw fail('identity.google-refused', { reason: 'linked-to-another' })
  await t.infra.auth.rows(t.tx).createAccount({ userId, providerId: 'google', accountId: subject, passwordHash: null, at: t.clock.now() })
}
