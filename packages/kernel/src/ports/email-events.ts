import type { SlotMode } from '../providers.ts'

export type EmailEventType = 'sent' | 'delivered' | 'delayed' | 'bounced' | 'complained' | 'refused' | 'opened' | 'clicked'

/** Something that happened to a mail after the provider took it. */
export interface EmailEvent {
  /** Unique per provider: the same event delivered twice has the same id. */
  readonly eventId: string
  readonly type: EmailEventType
  /** The `providerId` that sending answered. */
  readonly providerId: string
  readonly at: Date
  readonly recipients: readonly string[]
  /** For bounces: whether the address will never work. Undetermined counts as not permanent. */
  readonly permanent?: boolean
  readonly reason?: string
}

export type EmailEventsAnswer =
  | { readonly verified: true; readonly events: readonly EmailEvent[] }
  /** `reason` is for the log; the caller of a webhook learns nothing but 401. */
  | { readonly verified: false; readonly reason: string }

/** Turns a provider's webhook into events, after proving that the provider sent these very bytes. */
export interface EmailEvents {
  readonly mode: SlotMode
  readonly vendor: string
  /** Header names are lower-case. */
  verify(raw: Uint8Array, headers: Readonly<Record<string, string | undefined>>): Promise<EmailEventsAnswer>
}
