import { isKindName, type KindName } from '@mas/contracts/notifications'
import type { EmailRow } from '@mas/db/notifications'

/** What events say of a mail. */
export function mailFacts(mail: EmailRow): { emailId: string; kind: KindName; userId?: string; leadId?: string; intentId: string } {
  return {
    emailId: mail.id,
    intentId: mail.intent_id,
    kind: kindNameOf(mail),
    ...(mail.user_id !== null && { userId: mail.user_id }),
    ...(mail.lead_id !== null && { leadId: mail.lead_id }),
  }
}

/** Mails are made from the catalogue; one whose kind was removed since can no longer be spoken of. */
export function kindNameOf(mail: EmailRow): KindName {
  if (!isKindName(mail.kind)) throw new Error(`the kind ${mail.kind} was removed while mails of it exist`)
  return mail.kind
}
