import type { Random } from './random.ts'

/** A lead file and what a reader who knows nothing of the product can say about it. */
export interface LeadFile {
  readonly csv: string
  readonly rows: number
  /** Numbers, E.164, that stand in a good row: each must be in the pool once the import is. */
  readonly phones: readonly string[]
  readonly badRows: number
}
/** Numbers that several files hold, so that imports at work side by side meet in the same people. */
export const sharedNumbers = 400
const sharedPhone = (n: number): string => `+9198${String(70_000_000 + n).slice(0, 8)}`

export function makeLeadFile(random: Random, serial: number, rows = random.between(2_000, 4_000)): LeadFile {
  const phones = new Set<string>()
  const lines = ['Name,Phone,Email,City']
  let badRows = 0
  for (let row = 0; row < rows; row++) {
    const kind = random.between(1, 100)
    const own = `+917${String(serial).padStart(4, '0')}${String(row).padStart(5, '0')}`
    if (kind <= 4) {
      badRows += 1
      lines.push(`Nobody ${row},,,Pune`)
      continue
    }
    const phone = kind <= 10 ? sharedPhone(random.between(0, sharedNumbers - 1)) : kind <= 16 ? ([...phones].at(-1) ?? own) : own
    phones.add(phone)
    lines.push(`Person ${serial} ${row},${phone},${kind > 60 ? `p${serial}-${row}@crash.example` : ''},Pune`)
  }
  return { csv: lines.join('\n'), rows, phones: [...phones], badRows }
}
