import type { Platform } from '@mas/contracts/core'
import type { ProviderAnswer } from '@mas/kernel'
import type { BreachedPasswords } from '@mas/kernel/ports/breached-passwords'
import type { GoogleIdentity } from '@mas/kernel/ports/google-identity'
import type { HumanCheck } from '@mas/kernel/ports/human-check'

export type NoticeKind =
  | 'code'
  | 'reset-code'
  | 'account-exists'
  | 'new-device'
  | 'password-changed'
  | 'sessions-ended-reuse'
  | 'invite'
  | 'role-changed'
  | 'factor-changed'
  | 'email-changed'
  | 'impersonated'
  | 'break-glass-opened'
  | 'break-glass-sealed'

/** Where mails about a person's account go; the wording is the receiver's business. */
export interface IdentityMail {
  /** The same `messageId` twice is one mail. `secret` (a code or link) must not be stored longer than the hand-over takes. */
  deliver(mail: {
    readonly messageId: string
    readonly kind: NoticeKind
    readonly platform: Platform
    readonly to: string
    readonly userId?: string
    readonly data: Readonly<Record<string, string>>
    readonly secret?: string
    readonly expiresAt?: Date
  }): Promise<ProviderAnswer<{ accepted: true }>>
}

export interface ActorFact {
  /** Page flags that are switched on. */
  readonly pages?: readonly string[]
  /** Sees nothing of the other heads. */
  readonly isolated?: boolean
}
/**
 * What a domain above knows of sales heads and their requests need. It is wired in the composition root
 * (`packages/wiring/src/ports.ts`), asked once for every request of a head, and answers for those it knows; throwing,
 * or leaving somebody out, means no pages.
 */
export interface ActorFacts {
  of(userIds: readonly string[]): Promise<ReadonlyMap<string, ActorFact>>
}

/**
 * Where codes for phones go. Channels that nobody serves are not listed, and asking for one is refused by name. Whoever
 * serves one sends regardless of quiet hours and caps: a code is worth ten minutes.
 */
export interface IdentityText {
  readonly channels: readonly TextChannel[]
  /** The same `messageId` twice is one message. `secret` must not be stored longer than the hand-over takes. */
  deliver(message: {
    readonly messageId: string
    readonly kind: 'code'
    readonly channel: TextChannel
    readonly platform: Platform
    /** E.164. */
    readonly to: string
    /** Absent: somebody without an account. */
    readonly userId?: string
    readonly data: Readonly<Record<string, string>>
    readonly secret: string
    readonly expiresAt: Date
  }): Promise<ProviderAnswer<{ accepted: true }>>
}
export type TextChannel = 'sms' | 'whatsapp'

/** No domain sends texts yet: every channel is off. */
export const identityTextOff: IdentityText = {
  channels: [],
  deliver: () => Promise.resolve({ outcome: 'refused', reason: 'channel-off', retry: 'never' }),
}

declare module '@mas/kernel' {
  interface Ports {
    readonly identityMail: IdentityMail
    readonly actorFacts: ActorFacts
    readonly identityText: IdentityText
    readonly googleIdentity: GoogleIdentity
    readonly humanCheck: HumanCheck
    readonly breachedPasswords: BreachedPasswords
  }
}
