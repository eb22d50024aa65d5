import { Buffer } from 'node:buffer'
import { marksOf, type MarkedFields } from '@mas/contracts/marks'
import { fail } from '@mas/kernel'
import { canonicalJson } from './canonical-json.ts'
import { openBytes, sealBytes } from '@mas/kernel/seal-bytes'

export type Fields = Readonly<Record<string, unknown>>
const version = 1
const plain: MarkedFields = { personal: new Set(), secret: new Set() }

/** Never recorded, whatever their schema says. */
const secretNames =
  /^(password|passphrase|secret|apiKey|accessToken|refreshToken|totpSecret|otp|.*[a-z](PasswordHash|TokenHash|SecretHash)|passwordHash|tokenHash|secretHash)$/

/** What must be sealed in facts of one action: its domain's marked fields and those the verb names itself. */
export function marksFor(action: string, named: readonly string[] = []): MarkedFields {
  const marks = marksOf(action.split('.')[0] ?? '') ?? plain
  return named.length === 0 ? marks : { ...marks, personal: new Set([...marks.personal, ...named]) }
}

/** True when some value, however deep, lies under a personal name. */
export function holdsPersonal(value: unknown, marks: MarkedFields): boolean {
  if (marks.personal.size === 0 || value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.some((one) => holdsPersonal(one, marks))
  return Object.entries(value).some(([key, member]) => (marks.personal.has(key) && isGiven(member)) || holdsPersonal(member, marks))
}

/** Replaces personal values by sealed ones; without a key (the subject was erased) nothing of them is kept. */
export function sealFields(value: unknown, marks: MarkedFields, key: Uint8Array | undefined, entryId: string): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob)
    throw fail('audit.secret-field', { field: '(bytes)' })
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((one) => sealFields(one, marks, key, entryId))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (marks.secret.has(name) || (secretNames.test(name) && isGiven(member))) throw fail('audit.secret-field', { field: name })
      if (!marks.personal.has(name) || !isGiven(member)) return [name, sealFields(member, marks, key, entryId)]
      return [name, sealValue(member, key, entryId)]
    }),
  )
}

export function sealValue(value: unknown, key: Uint8Array | undefined, entryId: string): unknown {
  if (key === undefined) return 'erased'
  const sealed = sealBytes(key, Buffer.from(canonicalJson(value)), entryId)
  return { $sealed: Buffer.concat([Buffer.of(version), sealed]).toString('base64') }
}

/** What sealed values are opened with: a key, `'closed'` where it was not asked for, `'lost'` where it is gone or altered, `undefined` where it was destroyed. */
export type Opening = Uint8Array | 'closed' | 'lost' | undefined

/** Whom free text is written about; an erasure destroys the key of such a subject. */
const people: ReadonlySet<string> = new Set(['user', 'lead'])

/** A reason is free text: about a person it is sealed like everything else that tells of them. */
export function isReasonPersonal({ subject, reason }: { readonly subject: { readonly type: string }; readonly reason?: string }): boolean {
  return reason !== undefined && people.has(subject.type)
}

export function openFields(value: unknown, key: Opening, entryId: string): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one) => openFields(one, key, entryId))
  const sealed: unknown = Reflect.get(value, '$sealed')
  if (typeof sealed !== 'string')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, openFields(member, key, entryId)]))
  if (key === 'closed') return 'sealed'
  if (key === undefined) return 'erased'
  const opened = key === 'lost' ? undefined : openBytes(key, Buffer.from(sealed, 'base64').subarray(1), entryId)
  return opened === undefined ? 'unreadable' : JSON.parse(Buffer.from(opened).toString())
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
