import type { ImportOptions } from '@mas/contracts/leads'
import { normaliseEmails } from '../email-rules.ts'
import type { MappedRow } from '../import-file/map-columns.ts'
import type { Arrival } from '../intake-model.ts'
import { normalisePhones } from '../phone-rules.ts'

export interface RowToRead {
  readonly rowNo: number
  /** Why the row cannot be read at all. */
  readonly problem: string | null
  /** The row by its header, as it stands in the file. */
  readonly raw: Readonly<Record<string, unknown>>
  readonly mapped: MappedRow | undefined
}

/**
 * One row as an arrival. A row with at least one good number or address comes in, whatever else is wrong with its
 * other cells (they stay in `raw`); without one it is refused with the first problem found, or `no-contact`.
 */
export function arrivalOf(row: RowToRead, importId: string, createdBy: string, options: ImportOptions): Arrival {
  const base = {
    channel: 'csv' as const,
    sourceRef: `${importId}:${row.rowNo}`,
    capturedBy: createdBy,
    raw: row.raw,
    extra: {},
    fields: {},
    tags: [],
  }
  if (row.problem !== null || row.mapped === undefined)
    return { ...base, phones: [], emails: [], rejectCode: row.problem ?? 'leads.row-malformed' }
  const { mapped } = row
  const numbers = mapped.phoneCells.map(normalisePhones)
  const addresses = mapped.emailCells.map(normaliseEmails)
  const phones = unique(
    numbers.flatMap((cell) => cell.phones),
    (phone) => phone.value,
  )
  const emails = unique(
    addresses.flatMap((cell) => cell.emails),
    (email) => email,
  )
  const wrong = [...numbers, ...addresses].flatMap((cell) => cell.problems.map(({ code }) => code))
  const rejectCode = mapped.problems[0]?.code ?? (phones.length + emails.length === 0 ? (wrong[0] ?? 'leads.no-contact') : undefined)
  const extensions = phones.flatMap(({ value, note }) => (note === undefined ? [] : [`${value} ${note}`]))
  const note = [mapped.fields.remarks, ...extensions].filter((text) => text !== undefined).join('; ')
  const product = mapped.fields.product === undefined ? options.productCode : codeOf(mapped.fields.product)
  const session = sessionYearOf(mapped.fields.session) ?? options.sessionYear
  const source = mapped.fields.source === undefined ? options.source : codeOf(mapped.fields.source)
  return {
    ...base,
    phones: phones.map(({ value, type }) => ({ value, type })),
    emails,
    fields: given({ city: mapped.fields.city, state: mapped.fields.state, college: mapped.fields.college }),
    extra: mapped.extra,
    tags: unique(
      [...options.tags, ...mapped.tags].map(codeOf).filter((tag) => tag !== ''),
      (tag) => tag,
    ),
    ...(mapped.fullName !== '' && { fullName: mapped.fullName }),
    ...(product !== undefined && { productCode: product }),
    ...(session !== undefined && { sessionYear: session }),
    ...(source !== undefined && { source }),
    ...(mapped.fields.campaign !== undefined && { campaign: codeOf(mapped.fields.campaign) }),
    ...(note !== '' && { note }),
    ...(options.owningHeadId !== undefined && { owningHeadId: options.owningHeadId }),
    ...(rejectCode !== undefined && { rejectCode }),
  }
}

/** "Drone Tech" -> `drone-tech`: how registries spell their codes. */
export function codeOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}

/** The first year named: "2026-27", "Batch of 2026". */
function sessionYearOf(text: string | undefined): number | undefined {
  const year = /(?<!\d)(20\d\d)(?!\d)/.exec(text ?? '')?.[1]
  return year === undefined ? undefined : Number(year)
}

function unique<T>(all: readonly T[], key: (one: T) => string): T[] {
  return [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed()
}

function given(fields: Record<'city' | 'state' | 'college', string | undefined>): Arrival['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
