import type { Platform } from '@mas/contracts/core'
import type { TxCtx } from '@mas/kernel'
import { userCards } from '../identity/index.ts'
import { normaliseEmails } from './email-rules.ts'
import { ingest } from './ingest.ts'
import { normalisePhones } from './phone-rules.ts'

/** Part: somebody who registered enters the pool under the product they registered for, once; a number counts once it is proven. */
export async function takeSignup(t: TxCtx, { userId, platform }: { userId: string; platform: Platform }): Promise<void> {
  const card = (await userCards(t, [userId])).get(userId)
  if (card === undefined || card.state === 'erased') return
  const { phones } = normalisePhones(card.phoneVerified ? (card.phone ?? '') : '')
  const { emails } = normaliseEmails(card.email ?? '')
  await ingest(
    { ...t, platform },
    { channel: 'signup', sourceRef: userId, fullName: card.fullName, phones, emails, fields: {}, extra: {}, tags: [] },
  )
}
