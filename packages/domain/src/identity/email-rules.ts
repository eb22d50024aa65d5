import { domainToASCII } from 'node:url'
import { fail } from '@mas/kernel'

const shape = /^[^\s@"(),:;<>[\\\]]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/

/** One spelling per mailbox: NFC, blanks cut, lower case, the domain as A-label. Dots and plus signs stay. */
export function normaliseEmail(typed: string): string {
  const text = typed.normalize('NFC').trim()
  const at = text.lastIndexOf('@')
  const address = at < 1 ? '' : `${text.slice(0, at).toLowerCase()}@${domainToASCII(text.slice(at + 1)).toLowerCase()}`
  if (
    address.length > 254 ||
    !shape.test(address) ||
    address.startsWith('.') ||
    address.includes('..') ||
    address.includes('.@') ||
    hasControl.test(address)
  )
    throw fail('identity.email-invalid')
  return address
}
// eslint-disable-next-line no-control-regex -- control characters are exactly what is being looked for
const hasControl = /[\u0000-\u001f\u007f]/
