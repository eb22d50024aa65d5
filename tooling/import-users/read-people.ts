import type { ImportedRow } from '@mas/contracts/identity'
import { csvRecords, type CsvRecord } from './csv.ts'

export interface Person {
  readonly row: ImportedRow
  readonly record: CsvRecord
}
export interface PeopleFile {
  readonly header: CsvRecord
  readonly people: Person[]
  readonly broken: { readonly record: CsvRecord; readonly reason: string }[]
  /** Columns that stay behind. */
  readonly unread: string[]
}

/** Fields and the longest text the command takes; a longer cell cannot be what it should be. */
const longest = new Map<keyof ImportedRow, number>([
  ['email', 2000],
  ['fullName', 2000],
  ['password', 2000],
  ['phone', 2000],
  ['profession', 2000],
  ['domain', 2000],
  ['role', 200],
  ['profilePhoto', 4000],
  ['googleId', 2000],
  ['isVerified', 20],
  ['isProfileComplete', 20],
  ['isBlocked', 20],
  ['ipAddress', 200],
  ['userAgent', 4000],
  ['createdAt', 100],
])
const fields = [...longest.keys()]

/** Reads `copy users to stdout csv header`; columns are named in camelCase or snake_case, in any order. */
export function readPeople(text: string): PeopleFile {
  const [header, ...records] = csvRecords(text)
  if (header === undefined) throw new Error('the file is empty')
  const names = header.cells.map((name) => plain(name))
  const placeOf = (field: string) => names.indexOf(plain(field))
  for (const needed of ['id', 'email']) if (placeOf(needed) < 0) throw new Error(`the file has no column "${needed}"`)
  const people: Person[] = []
  const broken: { record: CsvRecord; reason: string }[] = []
  for (const record of records) {
    if (record.cells.length !== names.length) broken.push({ record, reason: `${record.cells.length} cells instead of ${names.length}` })
    else if (record.raw.includes('\u0000') || !record.raw.isWellFormed())
      broken.push({ record, reason: 'characters that cannot be stored' })
    else {
      const cell = (name: string) => record.cells[placeOf(name)] ?? ''
      const long = cell('id').length > 200 ? 'id' : fields.find((field) => cell(field).length > (longest.get(field) ?? 0))
      if (long !== undefined) broken.push({ record, reason: `${long} is too long` })
      else {
        const given = fields.filter((field) => field !== 'email' && cell(field) !== '')
        const rest = Object.fromEntries(given.map((field) => [field, cell(field)]))
        people.push({ record, row: { line: record.line, oldId: cell('id'), email: cell('email'), ...rest } })
      }
    }
  }
  const read = new Set(['id', ...fields].map(plain))
  return { header, people, broken, unread: header.cells.filter((name) => !read.has(plain(name))) }
}

/** `fullName`, `full_name` and `"Full Name"` are one column. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
