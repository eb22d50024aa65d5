import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { EmailSender, OutgoingEmail, SentEmail } from '@mas/kernel/ports/email-sender'
import type { ProviderAnswer, SlotMode } from '@mas/kernel/providers'
import { createBreaker, refused } from '../../http/index.ts'
import { unsafeHeader } from '../unsafe-header.ts'
import { composeMime } from './compose.ts'
import { converse, type SmtpEnd, type SmtpServer } from './conversation.ts'
import { answerOf, enhancedCode, wasAvailable } from './map.ts'

export interface SmtpSenderOptions {
  readonly mode: SlotMode
  readonly server: SmtpServer
  readonly clock: Clock
  readonly log: Log
}

/**
 * Sends through an SMTP relay. SMTP knows no idempotency key, so the key is not used: a repetition is a second copy
 * with the same Message-ID, and whether that is allowed is the caller's rule.
 */
export function createSmtpSender({ mode, server, clock, log }: SmtpSenderOptions): EmailSender {
  const breaker = createBreaker(clock)
  const deliver = async (email: OutgoingEmail): Promise<ProviderAnswer<SentEmail>> => {
    const unsafe = unsafeHeader(email)
    if (unsafe !== undefined) return refused(`${unsafe} cannot stand in a mail header`, 'never')
    const mime = await composeMime(email, clock.now())
    const admission = breaker.admit()
    if (!admission.admitted) {
      return refused('the relay is not asked for a moment: it did not answer', 'other-provider', admission.retryAfterSeconds)
    }
    let available = false
    try {
      const end = await converse(server, { from: email.from.address, to: email.to.address }, mime)
      available = wasAvailable(end)
      report(log, end)
      return answerOf(end, email.messageId)
    } finally {
      admission.settle(available)
    }
  }
  return { mode, vendor: 'smtp', repeatable: false, send: (email) => deliver(email) }
}

function report(log: Log, end: SmtpEnd): void {
  if (end.end === 'accepted') return
  const enhanced = enhancedCode(end.reply)
  const fields = { stage: end.stage, code: end.code, replyCode: end.replyCode, enhanced }
  // 5.7.x is policy: authentication, reputation or a block. It concerns every mail, so somebody has to look.
  if (enhanced?.startsWith('5.7.') === true) log.error('the mail relay refuses us by policy', fields)
  else log.warn('the mail relay did not take a mail', fields)
}
