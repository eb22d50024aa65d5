import type { ImportedRow, ImportOutcome } from '@mas/contracts/identity'
import { readImported, withoutTwins } from '@mas/domain/identity'
import type { PeopleFile } from './read-people.ts'

export interface Answered {
  readonly line: number
  readonly outcome: ImportOutcome['outcome']
  readonly notes: readonly string[]
  readonly wants: string | null
  readonly email: string
}
type Send = (rows: ImportedRow[]) => Promise<readonly ImportOutcome[]>

const atOnce = 200

/**
 * Sends a file in small steps, each a transaction of its own: after a kill, the same command goes on where it was. Which of
 * two rows for one person counts is decided over the whole file, because a step sees only its own.
 */
export async function importPeople(
  { people, broken }: PeopleFile,
  now: Date,
  send: Send,
  onStep: (done: number) => void,
): Promise<Answered[]> {
  const read = people.map(({ row }) => readImported(row, now))
  const { first, twins } = withoutTwins(read.flatMap((one) => ('refused' in one ? [] : [one])))
  const rowAt = new Map(people.map(({ row }) => [row.line, row]))
  const answered: Answered[] = []
  const tell = ({ line, outcome, notes, wants }: Omit<Answered, 'email'>) =>
    void answered.push({ line, outcome, notes, wants, email: rowAt.get(line)?.email ?? '' })
  for (const { record, reason } of broken) tell({ line: record.line, outcome: 'refused', notes: [reason], wants: null })
  for (const { line, refused } of [...read.flatMap((one) => ('refused' in one ? [one] : [])), ...twins])
    tell({ line, outcome: 'refused', notes: [refused], wants: null })
  const good = first.toSorted((a, b) => a.line - b.line)
  for (let from = 0; from < good.length; from += atOnce) {
    const step = good.slice(from, from + atOnce).flatMap(({ line, googleId }) => {
      const row = rowAt.get(line)
      // Another row has this Google id; the step would not see that one.
      return row === undefined ? [] : [{ ...row, googleId: googleId ?? null }]
    })
    for (const one of await send(step)) {
      const own = good.find(({ line }) => line === one.line)?.notes ?? []
      tell({ ...one, notes: one.outcome === 'created' || one.outcome === 'invited' ? [...new Set([...own, ...one.notes])] : one.notes })
    }
    onStep(Math.min(from + atOnce, good.length))
  }
  return answered.toSorted((a, b) => a.line - b.line)
}
