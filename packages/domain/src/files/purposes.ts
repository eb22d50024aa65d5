import type { FilePurpose } from '@mas/contracts/files'

export interface PurposeRules {
  /** Media types by extension; a file's name, its announced type and its bytes must agree on one of them. */
  readonly types: Readonly<Record<string, string>>
  readonly maxBytes: number
  /** Days after it was stored. */
  readonly keepDays: number
  /** Only we make such files. */
  readonly generatedOnly: boolean
}

const csv = 'text/csv'
export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What each purpose accepts and how long it is kept (the product's table of purposes). */
export const purposes: { readonly [P in FilePurpose]: PurposeRules } = {
  import: { types: { csv, tsv: csv, txt: csv, xlsx }, maxBytes: 250 * 1024 * 1024, keepDays: 30, generatedOnly: false },
  export: {
    types: { csv, xlsx, zip: 'application/zip', pdf: 'application/pdf', json: 'application/json' },
    maxBytes: 2 * 1024 * 1024 * 1024,
    keepDays: 7,
    generatedOnly: true,
  },
}

/** The media type a name promises, or undefined where the purpose does not accept such files. */
export function typeOfName(purpose: FilePurpose, name: string): string | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return Object.entries(purposes[purpose].types).find(([known]) => known === extension)?.[1]
}
