import type { OutgoingEmail } from '@mas/kernel/ports/email-sender'

// CR and LF would start a header of the sender's choosing, NUL ends strings in some relays.
const breaking = /[\r\n\0]/
const headerName = /^[A-Za-z0-9-]+$/
const address = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/

/** The part of a mail that could forge a header or an envelope, if there is one. Templates take people's own words. */
export function unsafeHeader(email: OutgoingEmail): string | undefined {
  const people = { from: email.from, to: email.to, ...(email.replyTo ? { replyTo: email.replyTo } : {}) }
  for (const [field, person] of Object.entries(people)) {
    if (!address.test(person.address)) return `${field}.address`
    if (breaking.test(person.name ?? '')) return `${field}.name`
  }
  if (breaking.test(email.subject)) return 'subject'
  if (!/^<[^\s<>]+@[^\s<>]+>$/.test(email.messageId)) return 'messageId'
  for (const [name, value] of Object.entries(email.headers ?? {})) {
    if (!headerName.test(name) || breaking.test(value)) return `headers.${name.replace(/[^A-Za-z0-9-]/g, '?')}`
  }
  for (const { filename, contentType } of email.attachments ?? []) {
    if (breaking.test(filename) || breaking.test(contentType)) return 'attachments'
  }
  return undefined
}
