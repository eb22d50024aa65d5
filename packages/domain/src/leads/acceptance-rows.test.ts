import { expect, test } from 'bun:test'
import { normaliseEmails } from './email-rules.ts'
import { mapRow, suggestMapping } from './import-file/map-columns.ts'
import { openLeadFile } from './import-file/open-lead-file.ts'
import { nameSimilarity } from './name-rules.ts'
import { normalisePhones } from './phone-rules.ts'

const FILE = `Name,Mobile,Email
Asha Rao,98765 43210,asha@x.in
Asha R.,+91-9876543210,–
Vikram,09876543211,vik@x.in
Nobody,,
Lossy,9.87654E+09,
Meena,12345,
Ravi,–, RAVI@X.IN 
Ravi K,9876543212,ravi@x.in
Sunita Devi,9876543211,sunita@x.in
Open,"9876543213,open@x.in
`

/** What a row is before any lead is looked at: its code when it cannot become one, else its values. */
async function outcomes(text: string): Promise<string[]> {
  const opened = await openLeadFile(new Blob([text]))
  if (!opened.ok) return [opened.code]
  const mapping = suggestMapping(opened.header)
  const found: string[] = []
  for await (const row of opened.rows) {
    if ('problem' in row) {
      found.push(row.problem)
      continue
    }
    const mapped = mapRow(mapping, row.cells)
    const phones = mapped.phoneCells.map(normalisePhones)
    const emails = mapped.emailCells.map(normaliseEmails)
    const values = [...phones.flatMap((one) => one.phones.map(({ value }) => value)), ...emails.flatMap((one) => one.emails)]
    const codes = [...phones, ...emails].flatMap((one) => one.problems.map(({ code }) => code))
    found.push(values.length > 0 ? values.join(' ') : (codes[0] ?? 'leads.no-contact'))
  }
  return found
}

test('the ten rows of the import scenario: six usable, four refused with their codes', async () => {
  expect(await outcomes(FILE)).toEqual([
    '+919876543210 asha@x.in',
    '+919876543210',
    '+919876543211 vik@x.in',
    'leads.no-contact',
    'leads.phone-lossy',
    'leads.phone-invalid',
    'ravi@x.in',
    '+919876543212 ravi@x.in',
    '+919876543211 sunita@x.in',
    'leads.row-malformed',
  ])
})

test('its rows 3 and 9 are a shared family phone by name, rows 1 and 2 one person', () => {
  expect(nameSimilarity('Vikram', 'Sunita Devi')).toBeLessThan(4_000)
  expect(nameSimilarity('Asha Rao', 'Asha R.')).toBe(9_500)
})
