import { PersonName } from '@mas/contracts/identity'

const longest = 120
const nobody = 'New member'

/**
 * What somebody is called of whom another company told us. The rule is the one for names typed here, because the name
 * opens our mails: one that breaks it gives way to the mailbox, and a mailbox that breaks it to neither.
 */
export function nameFrom(told: string | undefined, email: string): string {
  const candidates = [told ?? '', email.slice(0, email.lastIndexOf('@'))]
  for (const candidate of candidates) {
    const named = PersonName.safeParse(cut(candidate.normalize('NFC').replace(/\s+/gu, ' ').trim()))
    if (named.success) return named.data
  }
  return nobody
}

/** Between characters, never inside one. */
function cut(text: string): string {
  const short = text.slice(0, longest)
  return short.isWellFormed() ? short : short.slice(0, -1)
}
