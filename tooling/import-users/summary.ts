import type { Answered } from './import-people.ts'
import { csvCell } from './csv.ts'
import type { PeopleFile } from './read-people.ts'

const outcomes = {
  created: 'signs in as before',
  invited: 'has to prove the mailbox first (a reset or Google)',
  joined: 'had an account here, which stays as it is',
  known: 'was imported before',
  refused: 'was not imported',
} as const

/** What an operator reads: counts, whose role somebody has to look at, and why rows are not as they were. */
export function summaryOf(answered: readonly Answered[], unread: readonly string[], dryRun: boolean): string {
  const lines = [dryRun ? 'Preview, nothing was written:' : 'Imported:']
  for (const [outcome, meaning] of Object.entries(outcomes)) {
    const count = answered.filter((one) => one.outcome === outcome).length
    if (count > 0) lines.push(`${String(count).padStart(8)}  ${outcome}: ${meaning}`)
  }
  if (unread.length > 0) lines.push(`Columns that stay behind: ${unread.join(', ')}`)
  const waiting = answered.filter(({ wants }) => wants !== null)
  if (waiting.length > 0) {
    lines.push('Roles the import does not give; an administrator gives them by identity.changeRole:')
    for (const { line, email, wants } of waiting) lines.push(`  line ${line}: ${email} was ${wants ?? ''}`)
  }
  const reasons = new Map<string, number[]>()
  for (const { outcome, notes, line } of answered)
    for (const note of notes) {
      // Which line that is stands in the file of the refused.
      const reason = `${outcome}: ${note.replace(/line \d+/, 'another line')}`
      reasons.set(reason, [...(reasons.get(reason) ?? []), line])
    }
  if (reasons.size > 0) lines.push('Why, and in which lines:')
  for (const [reason, at] of reasons)
    lines.push(`  ${reason}: ${at.slice(0, shown).join(', ')}${at.length > shown ? ` and ${at.length - shown} more` : ''}`)
  return lines.join('\n')
}
const shown = 20

/** The refused rows as they stood in the file, with line and reason in front: mended, it is a file to import again. */
export function refusedFile(answered: readonly Answered[], { header, people, broken }: PeopleFile): string | undefined {
  const refused = answered.filter(({ outcome }) => outcome === 'refused')
  if (refused.length === 0) return undefined
  const rawAt = new Map([...people, ...broken].map(({ record }) => [record.line, record.raw]))
  return [
    `line,reason,${header.raw}`,
    ...refused.map(({ line, notes }) => `${line},${csvCell(notes.join('; '))},${rawAt.get(line) ?? ''}`),
    '',
  ].join('\n')
}
