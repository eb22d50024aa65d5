import { mailDomain } from '../identity/index.ts'

export type NormalisedEmail = { value: string } | { code: 'leads.email-invalid' }

const INVALID: NormalisedEmail = { code: 'leads.email-invalid' }
// Never part of an address, but pasted along with one: zero-width space, word joiner, byte-order mark, soft hyphen.
const INVISIBLE = /[\u200b\u2060\ufeff\u00ad]/g
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
// The everyday address. Labels with `--` are left out because `xn--` labels must pass through the IDN mapping.
const PLAIN = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9]){0,30}\.)+[a-z]{2,24}$/

/**
 * One e-mail address in canonical form (product rule 2 of leads): taken out of `Name <a@b>` or `mailto:`, whole address
 * lower-case, international host as ASCII, at most 254 characters (local part 64). Plus-addressing is not folded.
 */
export function normaliseEmail(text: string): NormalisedEmail {
  if (text.length <= 64 && PLAIN.test(text)) return { value: text }
  return normaliseEmailFully(text)
}

/** The same answer as {@link normaliseEmail} without its fast path; exported so that a property test can hold them equal. */
export function normaliseEmailFully(text: string): NormalisedEmail {
  const visible = text.replace(INVISIBLE, '').trim()
  const inBrackets = /<([^<>]*)>\s*$/.exec(visible)?.[1]
  const address = (inBrackets ?? visible)
    .trim()
    .replace(/^mailto:([^?]*).*$/i, '$1')
    .trim()
    .toLowerCase()
  const at = address.lastIndexOf('@')
  if (at < 1 || at > 64) return INVALID
  const local = address.slice(0, at)
  if (!LOCAL.test(local)) return INVALID
  const host = mailDomain(address.slice(at + 1))
  return host !== undefined && at + 1 + host.length <= 254 ? { value: `${local}@${host}` } : INVALID
}

/**
 * Every address in one cell. A cell is first tried whole, so the comma in `Rao, Asha <asha@x.in>` does not cut it; then it is
 * split at `, ; /`, blanks and line breaks. A cell without a letter or digit ("-", "–") is blank.
 */
export function normaliseEmails(cell: string): { emails: string[]; problems: { input: string; code: 'leads.email-invalid' }[] } {
  const whole = normaliseEmail(cell)
  if ('value' in whole) return { emails: [whole.value], problems: [] }
  const emails: string[] = []
  const problems: { input: string; code: 'leads.email-invalid' }[] = []
  for (const piece of splitAddresses(cell)) {
    if (!/[\p{L}\p{N}]/u.test(piece)) continue
    const one = normaliseEmail(piece)
    if ('code' in one) problems.push({ input: piece, code: one.code })
    else if (!emails.includes(one.value)) emails.push(one.value)
  }
  return { emails, problems }
}

// Blanks separate addresses only when there is more than one: "asha rao@x.in" stays one wrong address, not a right half.
function splitAddresses(cell: string): string[] {
  const pieces = cell.split(/[,;/\r\n]+/).map((piece) => piece.trim())
  return pieces.flatMap((piece) => {
    const words = piece.split(/\s+/)
    return words.length > 1 && words.every((word) => word.includes('@')) ? words : [piece]
  })
}
