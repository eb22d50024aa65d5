import type { Ctx } from '@mas/kernel'
import { userCards } from '../identity/index.ts'
import type { Recipient } from './ports.ts'

/** Users as recipients, from identity: what the port `recipientDirectory` answers outside tests of this domain. */
export async function identityRecipients(ctx: Ctx, ids: readonly string[]): Promise<Recipient[]> {
  const cards = await userCards(ctx, ids)
  return [...cards.values()].map(({ userId, state, role, fullName, email, zone, locale }) => ({
    userId,
    state,
    role,
    name: fullName,
    address: email,
    zone,
    locale,
  }))
}
