import { isKindName } from '@mas/contracts/notifications'
import { findEmail, findIntents, leaseEmail, type EmailRow, type IntentRow } from '@mas/db/notifications'
import { inTx, type Ctx, type ProviderAnswer } from '@mas/kernel'
import type { OutgoingEmail, SentEmail } from '@mas/kernel/ports/email-sender'
import { composeMail } from './compose-mail.ts'
import { decide, type Decision } from './decision-rules.ts'
import { gatherFacts } from './intent-facts.ts'
import { NotPermitted, spendLeadPermit } from './lead-gate.ts'
import { giveUp, hold, recordAnswer } from './record-answer.ts'
import type { Recipient } from './ports.ts'
import { findRecipient } from './recipients.ts'
import { leaseMs } from './send-rules.ts'
import { Unrenderable } from './template-render.ts'

/**
 * Sends one waiting mail: decide again, render, lease with its attempt row (committed), the wire, then the outcome.
 * Safe to call any number of times and at once: the lease is taken by one, and a mail that is over is left alone.
 */
export async function sendEmail(ctx: Ctx, emailId: string): Promise<void> {
  const mail = await findEmail(ctx.db, emailId)
  const now = ctx.clock.now()
  if (mail === undefined || (mail.state !== 'queued' && mail.state !== 'deferred') || mail.due_at > now) return
  // A slot that was switched off keeps what is queued; the sweep comes back to it.
  if (ctx.ports.emailSender.mode === 'off') return
  const [intent] = await findIntents(ctx.db, [mail.intent_id])
  if (intent === undefined) return
  const person = await findRecipient(ctx, mail.user_id)

  const decision = await decideAgain(ctx, mail, intent, person)
  if (decision.decision === 'refused' && (decision.reason === 'expired' || decision.reason === 'kind-unknown'))
    return giveUp(ctx, mail, intent, 'failed', decision.reason)
  if (decision.decision === 'refused' || decision.decision === 'suppressed') return giveUp(ctx, mail, intent, 'suppressed', decision.reason)
  if (decision.decision === 'deferred') return hold(ctx, mail, intent, decision.reason, decision.until)

  const composed = await compose(ctx, mail, intent, person)
  if (composed instanceof Unrenderable) {
    ctx.log.error('a mail cannot be rendered', { emailId, kind: mail.kind, path: composed.path, problem: composed.problem })
    return giveUp(ctx, mail, intent, 'failed', 'unrenderable')
  }
  const { outgoing, keptText, templateVersion } = composed
  const provider = ctx.ports.emailSender.vendor
  const attemptNo = await lease(ctx, mail, intent, {
    id: mail.id,
    provider,
    fromAddress: outgoing.from.address,
    subject: mail.redacted ? 'redacted' : outgoing.subject,
    bodyText: mail.redacted ? null : keptText,
    templateVersion,
    now,
    until: new Date(now.getTime() + leaseMs),
  })
  if (attemptNo === undefined) return
  const answer = await callProvider(ctx, outgoing, mail.id)
  await recordAnswer(ctx, { ...mail, attempts: attemptNo }, intent, answer)
}

/** Takes the mail for sending, and in the same step the permit that mail to a lead needs. A gate that closed leaves it for the next decision. */
async function lease(ctx: Ctx, mail: EmailRow, intent: IntentRow, wanted: Parameters<typeof leaseEmail>[1]): Promise<number | undefined> {
  try {
    return await inTx(ctx, async (t) => {
      const attemptNo = await leaseEmail(t.tx, wanted)
      if (attemptNo !== undefined) await spendLeadPermit(t, mail, intent)
      return attemptNo
    })
  } catch (thrown) {
    if (!(thrown instanceof NotPermitted)) throw thrown
    const { code, until } = thrown.decision
    if (until === null) await giveUp(ctx, mail, intent, 'suppressed', code ?? 'leads.consent-missing')
    else await hold(ctx, mail, intent, code ?? 'leads.contact-capped', new Date(until))
    return undefined
  }
}

async function compose(ctx: Ctx, mail: EmailRow, intent: IntentRow, person: Recipient | undefined) {
  try {
    // What a salesperson wrote to a lead is answered to the salesperson.
    const sender = intent.lead_id === null ? undefined : await findRecipient(ctx, intent.requested_by)
    return await composeMail(ctx, mail, intent, person, sender)
  } catch (thrown) {
    if (thrown instanceof Unrenderable) return thrown
    throw thrown
  }
}

async function decideAgain(ctx: Ctx, mail: EmailRow, intent: IntentRow, person: Recipient | undefined): Promise<Decision> {
  if (!isKindName(mail.kind)) return { decision: 'refused', reason: 'kind-unknown' }
  return decide(
    await gatherFacts(ctx, intent, { kindName: mail.kind, channels: ['email'], address: mail.to_address, person, emailOn: true }),
  )
}

/** An adapter that throws has told us nothing about the mail. */
async function callProvider(ctx: Ctx, outgoing: OutgoingEmail, emailId: string): Promise<ProviderAnswer<SentEmail>> {
  try {
    return await ctx.ports.emailSender.send(outgoing, `email/${emailId}`)
  } catch (thrown) {
    ctx.log.error('the mail adapter threw', { emailId, error: thrown instanceof Error ? thrown.name : 'unknown' })
    return { outcome: 'in_doubt', reason: 'the adapter threw' }
  }
}
