import { Text } from '../core/index.ts'

/**
 * An address of mail, or nine digits and more with nothing but blanks and dashes between them, as telephone and account
 * numbers are. What the ledger writes stays for ever, so what leads to a person must not get in.
 */
const contact = /\S@\S|\d(?:[ -]?\d){8}/
/** Ids lead to rows, which can be erased; some of them would read like a number. */
const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi

export function holdsContact(text: string): boolean {
  return contact.test(text.replace(uuid, ''))
}

/** Why somebody freezes, thaws or checks. */
export const LedgerReason = Text(500, 5)
  .refine((text) => !holdsContact(text), 'Leave addresses and numbers of people out: this is kept for ever.')
  .meta({ description: 'Why, without names, addresses or numbers of people: it is kept for ever' })
