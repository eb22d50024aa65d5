import { findCredential, findGoogleOwner } from '@mas/db/identity'
import { fail, type TxCtx } from '@mas/kernel'

type Details = Readonly<Record<string, string>>

/** Part: from now on this Google subject is this person, whose row the caller holds. Google's tokens are not kept. */
export async function linkGoogle(t: TxCtx, userId: string, subject: string, details: Details = {}): Promise<void> {
  const owner = await findGoogleOwner(t.tx, subject)
  if (owner === userId) return
  if (owner !== undefined) throw fail('identity.google-refused', { reason: 'linked-to-another', ...details })
  await requireUnlinked(t, userId, details)
  await t.infra.auth.rows(t.tx).createAccount({ userId, providerId: 'google', accountId: subject, passwordHash: null, at: t.clock.now() })
}

/** Part: an address can change hands, at Google as elsewhere; who was linked first stays who they are. */
export async function requireUnlinked(t: TxCtx, userId: string, details: Details): Promise<void> {
  if ((await findCredential(t.tx, userId)).hasGoogle) throw fail('identity.google-refused', { reason: 'another-account', ...details })
}
