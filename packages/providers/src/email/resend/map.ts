import { z } from 'zod'
import type { EmailAddress, OutgoingEmail, SentEmail } from '@mas/kernel/ports/email-sender'
import type { ProviderAnswer } from '@mas/kernel/providers'
import { inDoubt, ok, refused, type HttpReply } from '../../http/index.ts'

/** A mail as Resend's `POST /emails` takes it. */
export function resendBodyOf(email: OutgoingEmail) {
  return {
    from: mailboxText(email.from),
    to: [mailboxText(email.to)],
    ...(email.replyTo === undefined ? {} : { reply_to: [mailboxText(email.replyTo)] }),
    subject: email.subject,
    text: email.text,
    html: email.html,
    headers: { ...email.headers, 'Message-ID': email.messageId },
    ...(email.attachments === undefined ? {} : { attachments: email.attachments.map(attachmentOf) }),
  }
}

function attachmentOf({ filename, contentType, content }: NonNullable<OutgoingEmail['attachments']>[number]) {
  return { filename, content_type: contentType, content: Buffer.from(content).toString('base64') }
}

function mailboxText({ address, name }: EmailAddress): string {
  if (name === undefined || name === '') return address
  return `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`
}

const Sent = z.object({ id: z.string().min(1) })
const Problem = z.object({ name: z.string().max(100) })

/** Refusals of our account, key or domain: another provider may take the very same mail. */
const ours = new Set(['missing_api_key', 'invalid_api_key', 'restricted_api_key', 'invalid_from_address', 'invalid_access'])

/** What Resend's answer means. 429 and 5xx never come here. */
export function readSent(reply: HttpReply): ProviderAnswer<SentEmail> {
  if (reply.status === 200 || reply.status === 201) {
    const sent = Sent.safeParse(reply.json())
    return sent.success ? ok({ providerId: sent.data.id }) : inDoubt('send-email: answered 200 without an id')
  }
  const problem = Problem.safeParse(reply.json())
  const name = problem.success ? problem.data.name : `answered ${reply.status}`
  const reason = `send-email: ${name}`
  // The key stands for other words of this mail, which were taken: nobody can say that it did not go out.
  if (name === 'invalid_idempotent_request') return inDoubt(reason)
  if (name === 'concurrent_idempotent_requests') return refused(reason, 'later', 1)
  if (reply.status === 401 || reply.status === 403 || ours.has(name)) return refused(reason, 'other-provider')
  return refused(reason, 'never')
}
