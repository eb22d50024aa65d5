import { emailBounced } from '@mas/contracts/notifications'
import { softBouncesSince, type EmailRow } from '@mas/db/notifications'
import { emit, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { mailFacts } from './mail-facts.ts'
import { notificationSettings } from './settings.ts'
import { suppressAddress } from './suppress-address.ts'

const dayMs = 86_400_000

/** Part: a dead mailbox is never mailed again; one that bounced for now is left alone after a few times. */
export async function applyBounce(
  t: TxCtx,
  mail: EmailRow,
  bounce: { permanent: boolean; reason: string; origin: string | null },
): Promise<void> {
  const { permanent, reason, origin } = bounce
  const address = { addressHash: mail.address_hash, address: mail.to_address, scope: 'all', source: mail.id } as const
  if (permanent) await suppressAddress(t, { ...address, reason: 'hard-bounce' })
  else {
    const { count, withinDays, lastingDays } = await readSetting(t, notificationSettings.softBounces)
    const now = t.clock.now().getTime()
    const bounced = await softBouncesSince(t.tx, mail.address_hash, new Date(now - withinDays * dayMs))
    if (bounced >= count) await suppressAddress(t, { ...address, reason: 'soft-bounces', expiresAt: new Date(now + lastingDays * dayMs) })
  }
  await emit(t, emailBounced, {
    ...mailFacts(mail),
    addressHash: mail.address_hash,
    permanent,
    reason: reason.slice(0, 200),
    ...(origin !== null && { origin }),
  })
}
