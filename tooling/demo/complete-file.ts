/** Numbers that the United Kingdom's regulator keeps for fiction: they are valid and ring nowhere. Last three digits free. */
const fictionalPrefixes = [
  '+442079460',
  '+441134960',
  '+441144960',
  '+441164960',
  '+441174960',
  '+441184960',
  '+441214960',
  '+441314960',
  '+441414960',
  '+441514960',
  '+441614960',
  '+441914980',
  '+442920180',
  '+442896496',
]

/** A phone number for the nth row that belongs to nobody, or a blank when the fictional ranges are used up. */
export function fictionalPhone(row: number): string {
  const prefix = fictionalPrefixes[Math.floor(row / 1000)]
  return prefix === undefined ? '' : `${prefix}${String(row % 1000).padStart(3, '0')}`
}

/** An address for the nth row, under a domain that the internet's registry keeps for examples. */
export function fictionalEmail(row: number): string {
  return `lead-${String(row).padStart(6, '0')}@example.com`
}

/**
 * Adds two columns, phone and e-mail made from the row number, to a CSV file that has no contacts. Quoted line
 * breaks are respected; nothing else of the file is touched.
 */
export function completeWithContacts(csv: string): string {
  const [header = '', ...records] = recordsOf(csv)
  return [
    `Demo Phone,Demo Email,${header}`,
    ...records.map((record, index) => `${fictionalPhone(index)},${fictionalEmail(index)},${record}`),
  ].join('\n')
}

function recordsOf(csv: string): string[] {
  const records: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= csv.length; at++) {
    const char = csv[at]
    if (char === '"') quoted = !quoted
    if (at < csv.length && (char !== '\n' || quoted)) continue
    const record = csv.slice(start, at).replace(/\r$/, '')
    if (record !== '') records.push(record)
    start = at + 1
  }
  return records
}
