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

declare module '@mas/kernel' {
  interface Ports {
    readonly identityMail: IdentityMail
    readonly actorFacts: ActorFacts
    readonly googleIdentity: GoogleIdentity
    readonly humanCheck: HumanCheck
    readonly breachedPasswords: BreachedPasswords
  }
}
