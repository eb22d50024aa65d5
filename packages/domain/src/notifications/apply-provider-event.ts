import { emailDelivered } from '@mas/contracts/notifications'
import {
  claimProviderEvent,
  endProviderEvent,
  findEmailByProvider,
  findIntents,
  raiseEmail,
  raiseToDelivered,
  settleIntent,
  type EmailRow,
  type IntentRow,
  type ProviderEventRow,
} from '@mas/db/notifications'
import { emit, enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { applyBounce } from './apply-bounce.ts'
import { notificationsJobs } from './jobs.ts'
import { mailFacts } from './mail-facts.ts'
import { closeMail } from './record-answer.ts'
import { suppressAddress } from './suppress-address.ts'

/** So long an event waits for its mail. */
export const keptMs = 24 * 60 * 60_000
const [soonestMs, latestMs] = [5_000, 60 * 60_000]

/**
 * Applies one event of a provider. It may come before our own commit, so one that fits no mail waits a day and is looked
 * at again ever more seldom: where others send through the same account, most events are never ours. One that says less
 * than we know already is kept and changes nothing.
 */
export async function applyProviderEvent(ctx: Ctx, eventId: string): Promise<void> {
  await inTx(ctx, async (t) => {
    const event = await claimProviderEvent(t.tx, eventId)
    if (event === undefined) return
    const mail = await findEmailByProvider(t.tx, event.provider, event.provider_message_id)
    if (mail === undefined) {
      const now = t.clock.now().getTime()
      const age = now - event.received_at.getTime()
      if (age >= keptMs) await endProviderEvent(t.tx, eventId, 'filed', null)
      else {
        const startAfter = new Date(now + Math.min(latestMs, Math.max(soonestMs, age)))
        await enqueue(t, notificationsJobs.applyProviderEvent, { eventId }, { startAfter })
      }
      return
    }
    // Stored as applied first: the count of soft bounces must see it.
    await endProviderEvent(t.tx, eventId, 'applied', mail.id)
    if (event.recipients.length === 0 || event.recipients.includes(mail.address_hash)) await apply(t, mail, event)
  })
}

async function apply(t: TxCtx, mail: EmailRow, event: ProviderEventRow): Promise<void> {
  const reason = event.reason ?? event.type
  switch (event.type) {
    case 'sent':
      if (await raiseEmail(t.tx, mail.id, 'sent', 2, null)) await settleIntent(t.tx, mail.intent_id)
      return
    case 'delivered':
      if (await raiseToDelivered(t.tx, mail.id)) await announceDelivery(t, mail, event.at)
      return
    case 'bounced':
      // A bounce for now after a delivery is an oddity of the provider and says nothing about the mail.
      if (event.permanent === true || mail.state !== 'delivered') await raiseEmail(t.tx, mail.id, 'bounced', 4, reason)
      await applyBounce(t, mail, { permanent: event.permanent === true, reason, origin: (await intentOf(t, mail))?.origin ?? null })
      return
    case 'complained':
      await raiseEmail(t.tx, mail.id, 'complained', 5, reason)
      await suppressAddress(t, {
        addressHash: mail.address_hash,
        address: mail.to_address,
        scope: 'all',
        reason: 'complaint',
        source: mail.id,
      })
      return
    case 'refused': {
      const intent = await intentOf(t, mail)
      if (intent !== undefined) await closeMail(t, mail, 'failed', reason, ['sending', 'in_doubt', 'sent'], intent)
      return
    }
    default:
      return // delays, opens and clicks are kept as events and are no states
  }
}

async function announceDelivery(t: TxCtx, mail: EmailRow, at: Date): Promise<void> {
  await settleIntent(t.tx, mail.intent_id)
  const origin = (await intentOf(t, mail))?.origin ?? null
  if (origin !== null || mail.lead_id !== null)
    await emit(t, emailDelivered, { ...mailFacts(mail), ...(origin !== null && { origin }), at: at.toISOString() })
}

async function intentOf(t: TxCtx, mail: EmailRow): Promise<IntentRow | undefined> {
  return (await findIntents(t.tx, [mail.intent_id]))[0]
}
