import type { ProviderAnswer, SlotMode } from '../providers.ts'

export interface EmailAddress {
  readonly address: string
  readonly name?: string
}

export interface EmailAttachment {
  readonly filename: string
  /** With its parameters, so a calendar invitation says `text/calendar; charset=utf-8; method=REQUEST`. */
  readonly contentType: string
  readonly content: Uint8Array
}

/** One rendered mail to one person; the sender changes nothing in it. */
export interface OutgoingEmail {
  /** `<emailId@mail-domain>`, fixed for the row, so a second copy is recognisable as the same mail. */
  readonly messageId: string
  readonly from: EmailAddress
  readonly to: EmailAddress
  readonly replyTo?: EmailAddress
  readonly subject: string
  readonly text: string
  readonly html: string
  /** `List-Unsubscribe`, `Auto-Submitted` and the like; a value with a line break is refused. */
  readonly headers?: Readonly<Record<string, string>>
  readonly attachments?: readonly EmailAttachment[]
}

export interface SentEmail {
  /** What the provider calls this mail; unique per provider, so its events can find the row. */
  readonly providerId: string
}

/** Hands mails to a provider. Called outside transactions, after the attempt row is committed. */
export interface EmailSender {
  readonly mode: SlotMode
  /** The vendor's short name, stored with the attempt: `smtp`, `resend`, `none`. */
  readonly vendor: string
  /**
   * True where a repetition with the same key is recognised by the provider and mails nothing twice: reconciling an
   * `in_doubt` mail may then simply send again.
   */
  readonly repeatable: boolean
  send(email: OutgoingEmail, idempotencyKey: string): Promise<ProviderAnswer<SentEmail>>
}
