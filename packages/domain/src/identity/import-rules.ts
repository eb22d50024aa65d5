import { isIP } from 'node:net'
import { Role } from '@mas/contracts/access'
import type { ImportedRow } from '@mas/contracts/identity'
import { AppError } from '@mas/kernel'
import { normaliseEmail } from './email-rules.ts'
import { nameFrom } from './name-rules.ts'
import { normalisePhone } from './phone-rules.ts'

export interface Candidate {
  readonly line: number
  readonly oldId: string
  readonly email: string
  readonly verified: boolean
  readonly fullName: string
  readonly phone: string | null
  readonly profession: string | null
  readonly domain: string | null
  readonly role: Role
  /** The role it had, where a file does not give it. */
  readonly wants: Role | null
  readonly blocked: boolean
  readonly completed: boolean
  readonly passwordHash: string | null
  readonly googleId: string | null
  readonly photoUrl: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly createdAt: string
  readonly notes: string[]
}
export interface Unusable {
  readonly line: number
  readonly refused: string
}

/** A cost beyond this would hold one of the few threads that hash for minutes. */
const bcrypt = /^\$2[ab]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/
const subject = /^[\w.-]{1,255}$/

/**
 * What becomes of a row of the old system, without looking at anybody else. A field that cannot be used is left out with
 * a note; without an id, an address or a known role there is nobody to make.
 */
export function readImported(row: ImportedRow, now: Date): Candidate | Unusable {
  const { line } = row
  const refused = (reason: string): Unusable => ({ line, refused: reason })
  const oldId = row.oldId.trim()
  if (!/^[\w-]{1,100}$/.test(oldId)) return refused('the id is missing or cannot be used')
  const email = addressOf(row.email)
  if (email === undefined) return refused('the e-mail address is missing or is none')
  const had = roleOf(row.role)
  if (had === undefined) return refused('the role is none that is known')
  const notes: string[] = []
  const used = <T>(value: T | undefined, told: string | null | undefined, what: string): T | null => {
    if (value === undefined && (told ?? '').trim() !== '') notes.push(`${what} cannot be used and was left out`)
    return value ?? null
  }
  const verified = isTrue(row.isVerified)
  const passwordHash = used(matching(bcrypt, row.password), row.password, 'the password')
  const googleId = used(matching(subject, row.googleId), row.googleId, 'the Google id')
  if (!verified && (passwordHash !== null || googleId !== null))
    notes.push('the mailbox was never proven, so password and Google id were left out: it is proven by a reset or by Google')
  const privileged = had === 'ADMIN' || had === 'FINANCE'
  const createdAt = instantOf(row.createdAt)
  return {
    line,
    oldId,
    email,
    verified,
    fullName: nameFrom(row.fullName ?? undefined, email),
    phone: used(phoneOf(row.phone), row.phone, 'the phone number'),
    profession: used(shortText(row.profession), row.profession, 'the profession'),
    domain: used(shortText(row.domain), row.domain, 'the domain'),
    role: privileged ? 'USER' : had,
    wants: privileged ? had : null,
    blocked: isTrue(row.isBlocked),
    completed: verified && isTrue(row.isProfileComplete),
    passwordHash: verified ? passwordHash : null,
    googleId: verified ? googleId : null,
    photoUrl: used(linkOf(row.profilePhoto), row.profilePhoto, 'the photo'),
    ip: isIP(row.ipAddress ?? '') === 0 ? null : (row.ipAddress ?? null),
    userAgent: shortText(row.userAgent, 500) ?? null,
    createdAt: (createdAt === undefined || createdAt > now ? now : createdAt).toISOString(),
    notes,
  }
}

/** Of several rows for one mailbox, id or Google account the first stays whose mailbox was proven, else the first. */
export function withoutTwins(candidates: readonly Candidate[]): { readonly first: Candidate[]; readonly twins: Unusable[] } {
  const takenBy = new Map<string, number>()
  const first: Candidate[] = []
  const twins: Unusable[] = []
  for (const one of candidates.toSorted((a, b) => Number(b.verified) - Number(a.verified) || a.line - b.line)) {
    const names = [`mail ${one.email}`, `id ${one.oldId}`]
    const earlier = names.map((name) => takenBy.get(name)).find((line) => line !== undefined)
    if (earlier !== undefined) {
      twins.push({ line: one.line, refused: `the same person as line ${earlier}` })
      continue
    }
    for (const name of names) takenBy.set(name, one.line)
    const google = one.googleId === null ? undefined : takenBy.get(`google ${one.googleId}`)
    if (google === undefined && one.googleId !== null) takenBy.set(`google ${one.googleId}`, one.line)
    first.push(google === undefined ? one : withoutGoogle(one, `the Google id is that of line ${google} and was left out`))
  }
  return { first, twins }
}
export function withoutGoogle(one: Candidate, note: string): Candidate {
  return { ...one, googleId: null, notes: [...one.notes, note] }
}

function roleOf(text: string | null | undefined): Role | undefined {
  const name = (text ?? '').trim().toUpperCase()
  if (name === '') return 'USER'
  return name === 'SUPERADMIN' ? 'ADMIN' : Role.safeParse(name).data
}
function addressOf(text: string): string | undefined {
  return refusable(() => normaliseEmail(text))
}
function phoneOf(text: string | null | undefined): string | undefined {
  return (text ?? '').trim() === '' ? undefined : refusable(() => normalisePhone((text ?? '').trim()))
}
function refusable<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof AppError) return undefined
    throw thrown
  }
}
function matching(pattern: RegExp, text: string | null | undefined): string | undefined {
  const cut = (text ?? '').trim()
  return pattern.test(cut) ? cut : undefined
}
function shortText(text: string | null | undefined, max = 120): string | undefined {
  const cut = (text ?? '').replace(/\s+/gu, ' ').trim()
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is being looked for
  return cut !== '' && cut.length <= max && cut.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(cut) ? cut : undefined
}
function linkOf(text: string | null | undefined): string | undefined {
  const cut = shortText(text, 2000)
  return cut !== undefined && URL.canParse(cut) && /^https?:$/.test(new URL(cut).protocol) ? cut : undefined
}
function isTrue(text: string | null | undefined): boolean {
  return /^(?:t|true|1|yes)$/i.test((text ?? '').trim())
}
/** As Postgres prints it: `2025-03-01 10:00:00.123`, with a zone or in UTC. */
function instantOf(text: string | null | undefined): Date | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d(?::?\d\d)?)?$/.exec((text ?? '').trim())
  if (parts === null) return undefined
  const [, day = '', time = '', zone = 'Z'] = parts
  const at = new Date(`${day}T${time}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`)
  return Number.isNaN(at.getTime()) ? undefined : at
}
