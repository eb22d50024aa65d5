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
  | {
      readonly verified: true
      /** The provider's id of this delivery, and its word for what happened; that may be about no mail at all. */
      readonly eventId: string
      readonly type: string
      /** Which of the valid secrets it was signed with, from 1. */
      readonly secretVersion: number
      readonly events: readonly EmailEvent[]
    }
  /** Signed by the provider, yet not to be understood: kept for a person to look at. */
  | { readonly verified: true; readonly secretVersion: number; readonly events: 'unparseable' }
  /** `reason` is counted; the caller of a webhook learns nothing but 401. */
  | { readonly verified: false; readonly reason: 'bad-signature' | 'stale' | 'malformed' }

/** Turns a provider's webhook into events, after proving that the provider sent these very bytes. */
export interface EmailEvents {
  readonly mode: SlotMode
  readonly vendor: string
  /** Header names are lower-case. */
  verify(raw: Uint8Array, headers: Readonly<Record<string, string | undefined>>): Promise<EmailEventsAnswer>
}
