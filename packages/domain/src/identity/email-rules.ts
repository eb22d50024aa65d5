import { domainToASCII } from 'node:url'
import { fail } from '@mas/kernel'

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/
/** The runtime reads a domain as an address of the web: it would cut at these, unescape them or leave them out, and another domain would be mailed. */
const misread = /[\s\p{C}\p{Default_Ignorable_Code_Point}/?#%:@\\[\]]/u

/**
 * The one spelling of a mailbox, or undefined where it is none that mail can be sent to: outer blanks cut, lower case, the
 * domain as A-label, at most 254 characters. Dots and plus signs stay. Before the @ it is ASCII, which is all that relays
 * take everywhere, and which leaves nothing that looks like another address.
 */
export function mailAddress(typed: string): string | undefined {
  const text = typed.trim().normalize('NFC').toLowerCase()
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || !local.test(text.slice(0, at))) return undefined
  const domain = mailDomain(text.slice(at + 1))
  return domain !== undefined && at + 1 + domain.length <= 254 ? `${text.slice(0, at)}@${domain}` : undefined
}

/** A domain as A-label: no number, no single label, nothing that is only part of what was typed. */
export function mailDomain(typed: string): string | undefined {
  if (misread.test(typed)) return undefined
  const domain = domainToASCII(typed)
  return host.test(domain) ? domain : undefined
}

/** One spelling per mailbox, or the refusal. */
export function normaliseEmail(typed: string): string {
  const address = mailAddress(typed)
  if (address === undefined) throw fail('identity.email-invalid')
  return address
}
