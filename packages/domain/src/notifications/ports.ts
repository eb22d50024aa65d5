import type { EmailSender } from '@mas/kernel/ports/email-sender'
import type { Sealer } from '@mas/kernel/ports/sealer'
import type { Signer } from '@mas/kernel/ports/signer'
import type { Role } from '@mas/contracts/access'

/** A user as far as telling them something needs it. */
export interface Recipient {
  readonly userId: string
  readonly state: 'invited' | 'active' | 'blocked' | 'erased'
  readonly role: Role
  readonly name: string | null
  /** Null for somebody who has a phone only. */
  readonly address: string | null
  readonly zone: string
  readonly locale: string
}

/** Where addresses, zones and states of users come from. */
export interface RecipientDirectory {
  findByIds(userIds: readonly string[]): Promise<readonly Recipient[]>
}

/** What mails say about where they come from; set by the composition root. */
export interface MailHouse {
  /** Base of the links in mails, without a slash at its end. */
  readonly publicUrl: string
  /** Domain of sender addresses and Message-IDs. */
  readonly mailDomain: string
}

declare module '@mas/kernel' {
  interface Ports {
    readonly emailSender: EmailSender
    readonly sealer: Sealer
    readonly signer: Signer
    readonly recipientDirectory: RecipientDirectory
    readonly mailHouse: MailHouse
  }
}
