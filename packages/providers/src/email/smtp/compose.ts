import MailComposer from 'nodemailer/lib/mail-composer'
import type { EmailAddress, OutgoingEmail } from '@mas/kernel/ports/email-sender'

/** The mail as the bytes that go over the wire: text and html parts, attachments, the caller's fixed Message-ID. */
export async function composeMime(email: OutgoingEmail, date: Date): Promise<Buffer> {
  const composer = new MailComposer({
    messageId: email.messageId,
    date,
    from: mailbox(email.from),
    to: mailbox(email.to),
    ...(email.replyTo ? { replyTo: mailbox(email.replyTo) } : {}),
    subject: email.subject,
    text: email.text,
    html: email.html,
    // Prepared headers are folded but not re-encoded: List-Unsubscribe must arrive byte for byte.
    headers: Object.entries(email.headers ?? {}).map(([key, value]) => ({ key, value })),
    attachments: (email.attachments ?? []).map((attachment) => ({
      filename: attachment.filename,
      contentType: attachment.contentType,
      content: Buffer.from(attachment.content),
    })),
    // Contents are always handed in; a path or URL in them must never be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

function mailbox({ address, name }: EmailAddress) {
  return { address, name: name ?? '' }
}
