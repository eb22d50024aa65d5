import { z } from 'zod'
import type { EmailAddress, OutgoingEmail } from '@mas/kernel/ports/email-sender'

/** What Resend's `POST /emails` takes, as far as we send it. */
export const ResendMessage = z.object({
  from: z.string().min(3),
  to: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1).max(50)]),
  reply_to: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  subject: z.string().min(1),
  text: z.string().default(''),
  html: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  attachments: z
    .array(
      z.object({
        filename: z.string(),
        content: z.base64(),
        content_type: z.string().default('application/octet-stream'),
      }),
    )
    .default([]),
})
export type ResendMessage = z.infer<typeof ResendMessage>

/** The message as a mail to its first recipient. */
export function emailOf(message: ResendMessage): OutgoingEmail {
  const { 'Message-ID': messageId = `<${crypto.randomUUID()}@resend.example>`, ...headers } = message.headers
  const [replyTo] = message.reply_to ?? []
  return {
    messageId,
    from: parseMailbox(message.from),
    to: parseMailbox(message.to[0] ?? ''),
    ...(replyTo === undefined ? {} : { replyTo: parseMailbox(replyTo) }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    headers,
    attachments: message.attachments.map((part) => ({
      filename: part.filename,
      contentType: part.content_type,
      content: Buffer.from(part.content, 'base64'),
    })),
  }
}

function parseMailbox(text: string): EmailAddress {
  const [, name, address] = /^"?(.*?)"?\s*<([^<>]+)>$/.exec(text) ?? []
  if (name === undefined || address === undefined) return { address: text }
  return { address, name: name.replace(/\\(.)/g, '$1') }
}
