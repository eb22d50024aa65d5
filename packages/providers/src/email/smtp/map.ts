import type { ProviderAnswer } from '@mas/kernel/providers'
import type { SentEmail } from '@mas/kernel/ports/email-sender'
import { inDoubt, ok, refused } from '../../http/index.ts'
import type { SmtpEnd } from './conversation.ts'

type Failure = Extract<SmtpEnd, { end: 'failed' }>

/**
 * What the end of a conversation means for the mail. The provider's id is the Message-ID: queue ids of relays come in
 * no standard form and are used again after a while.
 */
export function answerOf(end: SmtpEnd, messageId: string): ProviderAnswer<SentEmail> {
  if (end.end === 'accepted') return ok({ providerId: messageId })
  return end.replyCode === undefined ? answerOfSilence(end) : answerOfReply(end, end.replyCode)
}

function answerOfReply(end: Failure, replyCode: number): ProviderAnswer<SentEmail> {
  const reason = `${end.stage}: ${replyCode} ${enhancedCode(end.reply) ?? ''}`.trimEnd()
  if (replyCode < 500) return refused(reason, 'later')
  // Refusing our connection or our password says nothing about the mail: another provider may take it.
  return refused(reason, end.stage === 'connect' || end.stage === 'login' ? 'other-provider' : 'never')
}

function answerOfSilence(end: Failure): ProviderAnswer<SentEmail> {
  const reason = `${end.stage}: ${end.code}`
  if (end.stage === 'data') return inDoubt(reason)
  // Nodemailer refuses an unusable envelope or a mail over the announced size before it sends anything.
  if (end.code === 'EENVELOPE' || end.code === 'EMESSAGE') return refused(reason, 'never')
  return refused(reason, misconfigured.test(end.code) ? 'other-provider' : 'later')
}

/** TLS that does not come about, certificates nobody vouches for, credentials the relay has no method for. */
const misconfigured = /^ETLS$|^EAUTH$|CERT|SIGNATURE|ERR_TLS/

/** `5.7.1` and the like. Only the code is kept: the text of a reply may quote the address. */
export function enhancedCode(reply: string | undefined): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(reply ?? '')?.[1]
}

/** Whether the server is well, for the breaker: any reply but "service not available" says so. */
export function wasAvailable(end: SmtpEnd): boolean {
  if (end.end === 'accepted') return true
  if (end.replyCode !== undefined) return end.replyCode !== 421
  return end.code === 'EENVELOPE' || end.code === 'EMESSAGE'
}
