import { ImportColumnTarget } from '@mas/contracts/leads'
import type { z } from 'zod'
import { isBlank } from './import-rows.ts'

type ColumnTarget = z.output<typeof ImportColumnTarget>
export type TextField = 'city' | 'state' | 'college' | 'product' | 'session' | 'source' | 'campaign' | 'remarks'

/** What each column of a file means; `columns[i]` belongs to header cell i. Stored with the import and part of its plan hash. */
export type ColumnMapping = {
  columns: readonly { header: string; target: ColumnTarget }[]
  /** Cells that count as blank (drop-down placeholders), compared without case and outer blanks. */
  blankValues: readonly string[]
}

export type MappedRow = {
  fullName: string
  /** Whole cells; `normalisePhones` and `normaliseEmails` split them. The first column comes first. */
  phoneCells: string[]
  emailCells: string[]
  fields: Partial<Record<TextField, string>>
  tags: string[]
  extra: Record<string, string>
  problems: { code: 'leads.field-too-long'; column: string }[]
}

export const DEFAULT_BLANK_VALUES: readonly string[] = ['Select']
/** Longest text of one cell in characters, and of all extra columns of a row in bytes of JSON (product rule 9; `leads.extra` check). */
export const TEXT_LIMITS = { fieldChars: 500, extraBytes: 16_384 } as const

const ALIASES: Readonly<Record<Exclude<ColumnTarget, 'extra' | 'ignore'>, readonly string[]>> = {
  fullName: [
    'name',
    'full name',
    'first name',
    'middle name',
    'last name',
    'surname',
    'student name',
    'candidate name',
    'lead name',
    'contact name',
    'customer name',
    'applicant name',
    'person name',
    'नाम',
  ],
  phone: [
    'phone',
    'phone no',
    'phone number',
    'mobile',
    'mobile no',
    'mobile number',
    'mob',
    'mob no',
    'contact',
    'contact no',
    'contact number',
    'cell',
    'cell no',
    'cell number',
    'tel',
    'telephone',
    'telephone no',
    'whatsapp',
    'whatsapp no',
    'whatsapp number',
    'alternate phone',
    'alternate mobile',
    'alternate number',
    'alternate contact',
    'alt phone',
    'alt mobile',
    'primary phone',
    'secondary phone',
    'student mobile',
    'student phone',
    'landline',
    'मोबाइल',
    'फोन',
  ],
  email: [
    'email',
    'e mail',
    'email id',
    'e mail id',
    'email address',
    'e mail address',
    'mail',
    'mail id',
    'alternate email',
    'primary email',
    'secondary email',
    'student email',
    'ईमेल',
  ],
  city: ['city', 'town', 'current city', 'location', 'शहर'],
  state: ['state', 'province', 'राज्य'],
  college: ['college', 'college name', 'university', 'institute', 'institution', 'school', 'campus'],
  product: [
    'product',
    'product code',
    'course',
    'course name',
    'program',
    'programme',
    'product interest',
    'course interested',
    'interested course',
    'interested in',
  ],
  session: ['session', 'session year', 'academic session', 'academic year', 'batch', 'batch year', 'intake'],
  source: ['source', 'lead source', 'source name', 'utm source', 'origin'],
  campaign: ['campaign', 'campaign name', 'campaign code', 'utm campaign'],
  tags: ['tags', 'tag', 'labels'],
  remarks: ['remarks', 'remark', 'note', 'notes', 'comment', 'comments', 'description'],
}
const TARGET_OF: ReadonlyMap<string, ColumnTarget> = new Map(
  ImportColumnTarget.options.flatMap((target) =>
    target === 'extra' || target === 'ignore' ? [] : ALIASES[target].map((alias) => [alias, target] as const),
  ),
)
// Only these may be filled from several columns; a second "City" column would overwrite the first and goes to extra instead.
const REPEATABLE: ReadonlySet<ColumnTarget> = new Set(['fullName', 'phone', 'email', 'tags', 'extra', 'ignore'])

/** A first mapping from the header words (product rule 9 of leads); every column nobody knows goes to extra. */
export function suggestMapping(header: readonly string[], blankValues: readonly string[] = DEFAULT_BLANK_VALUES): ColumnMapping {
  const taken = new Set<ColumnTarget>()
  const columns = header.map((text) => {
    const known = TARGET_OF.get(headerWords(text))
    const target = known === undefined || (taken.has(known) && !REPEATABLE.has(known)) ? 'extra' : known
    taken.add(target)
    return { header: text, target }
  })
  return { columns, blankValues }
}

function headerWords(text: string): string {
  const words = text
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  // "Phone 2", "Mobile1": the number says only that there are several.
  return words.replace(/ ?\d{1,2}$/, '') || words
}

/** Null when leads can be made from this mapping: at least one column must hold phones or e-mails. */
export function mappingProblem(mapping: ColumnMapping): 'leads.import-no-contact-column' | null {
  return mapping.columns.some(({ target }) => target === 'phone' || target === 'email') ? null : 'leads.import-no-contact-column'
}

/** A function that turns the cells of one record into the fields of a lead. Made once per file, because header names are settled once. */
export function rowMapper(mapping: ColumnMapping): (cells: readonly string[]) => MappedRow {
  const keys = extraKeys(mapping)
  const columns = mapping.columns.map(({ target }, at) => ({ target, key: keys[at] ?? '' }))
  const blanks = new Set(mapping.blankValues.map((value) => value.trim().toLowerCase()))
  return (cells) => {
    const row: MappedRow = { fullName: '', phoneCells: [], emailCells: [], fields: {}, tags: [], extra: {}, problems: [] }
    for (const [at, column] of columns.entries()) {
      const text = cells[at]?.trim() ?? ''
      if (text === '' || column.target === 'ignore' || blanks.has(text.toLowerCase())) continue
      if (text.length > TEXT_LIMITS.fieldChars) row.problems.push({ code: 'leads.field-too-long', column: column.key })
      else put(row, column.target, column.key, text)
    }
    if (row.fullName.length > TEXT_LIMITS.fieldChars) row.problems.push({ code: 'leads.field-too-long', column: 'fullName' })
    if (extraTooLarge(row.extra)) row.problems.push({ code: 'leads.field-too-long', column: 'extra' })
    return row
  }
}

/** {@link rowMapper} for a single record. */
export function mapRow(mapping: ColumnMapping, cells: readonly string[]): MappedRow {
  return rowMapper(mapping)(cells)
}

function put(row: MappedRow, target: Exclude<ColumnTarget, 'ignore'>, key: string, text: string): void {
  if (target === 'fullName') row.fullName = row.fullName === '' ? text : `${row.fullName} ${text}`
  else if (target === 'phone') row.phoneCells.push(...(hasContent(text) ? [text] : []))
  else if (target === 'email') row.emailCells.push(...(hasContent(text) ? [text] : []))
  else if (target === 'extra') row.extra[key] = text
  else if (target === 'tags') {
    for (const tag of text.split(';').map((one) => one.trim())) if (tag !== '' && !row.tags.includes(tag)) row.tags.push(tag)
  } else row.fields[target] = text
}

const hasContent = (text: string) => /[\p{L}\p{N}]/u.test(text)

// Extra is keyed by header; a nameless column gets its number, a second column of one name a suffix, so that nothing is lost.
function extraKeys(mapping: ColumnMapping): string[] {
  const keys: string[] = []
  for (const [at, { header }] of mapping.columns.entries()) {
    const own = isBlank(header) || header.trim() === '__proto__' ? `column ${at + 1}` : header.trim()
    let key = own
    for (let copy = 2; keys.includes(key); copy += 1) key = `${own} (${copy})`
    keys.push(key)
  }
  return keys
}

function extraTooLarge(extra: Record<string, string>): boolean {
  let chars = 0
  for (const key in extra) chars += key.length + (extra[key]?.length ?? 0) + 6
  // Characters bound bytes from below and three times from above; only in between is JSON worth making.
  if (chars * 6 <= TEXT_LIMITS.extraBytes) return false
  return new TextEncoder().encode(JSON.stringify(extra)).length > TEXT_LIMITS.extraBytes
}
