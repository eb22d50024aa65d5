import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/

/** One address in the form in which it is stored and compared; undefined when it is none. Line breaks make it none. */
export function normaliseAddress(text: string): string | undefined {
  const address = text.trim().normalize('NFC').toLowerCase()
  const at = address.lastIndexOf('@')
  if (at < 1 || at > 64 || !local.test(address.slice(0, at))) return undefined
  const domain = domainToASCII(address.slice(at + 1))
  return host.test(domain) && at + 1 + domain.length <= 254 ? `${address.slice(0, at)}@${domain}` : undefined
}

/** What stands for an address in events and suppressions: SHA-256 of its normal form, hex. */
export function hashAddress(normalised: string): string {
  return createHash('sha256').update(normalised).digest('hex')
}
