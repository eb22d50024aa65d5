import { leadTies, readRowsByNumber, tiedRows, tiesOfRows, type RawRow, type Tie } from '@mas/db/leads'
import type { Db } from '@mas/kernel'
import type { ReadRow } from './apply-rows.ts'

/** More earlier rows than this are not replayed: such a chunk may drift, which the preview says. */
export const mostReplayed = 2_000

/** What ties rows to others: their numbers and addresses, and the leads that hold one of these already. */
export async function tiesOf(db: Db, rows: readonly ReadRow[]): Promise<Tie[]> {
  const own = rows.flatMap(({ rowNo, arrival }) =>
    arrival.rejectCode !== undefined
      ? []
      : [
          ...arrival.phones.map((phone) => ({ kind: 'p' as const, value: phone.value, row_no: rowNo })),
          ...arrival.emails.map((value) => ({ kind: 'e' as const, value, row_no: rowNo })),
        ],
  )
  if (own.length === 0) return []
  const rowsOf = new Map<string, number[]>()
  for (const { kind, value, row_no } of own) rowsOf.set(kind + value, [...(rowsOf.get(kind + value) ?? []), row_no])
  const known = await leadTies(db, own)
  return [
    ...own,
    ...known.flatMap(({ kind, value, root_id }) =>
      (rowsOf.get(kind + value) ?? []).map((row_no) => ({ kind: 'l' as const, value: root_id, row_no })),
    ),
  ]
}

/**
 * Earlier rows of the file that these hang together with, over any number of steps: a chunk that is rolled back leaves
 * nothing behind, so the next one first plays again what matters to it.
 */
export async function connectedRows(
  db: Db,
  importId: string,
  run: number,
  ties: readonly Tie[],
): Promise<{ rows: RawRow[]; cut: boolean }> {
  const seen = new Set<string>()
  const found = new Set<number>()
  let frontier = fresh(ties, seen)
  let cut = false
  while (frontier.length > 0) {
    const reached = (await tiedRows(db, importId, run, frontier, mostReplayed + 1)).filter((rowNo) => !found.has(rowNo))
    const taken = reached.slice(0, mostReplayed - found.size)
    cut ||= taken.length < reached.length
    for (const rowNo of taken) found.add(rowNo)
    if (taken.length === 0) break
    frontier = fresh(await tiesOfRows(db, importId, run, taken), seen)
  }
  return { rows: found.size === 0 ? [] : await readRowsByNumber(db, importId, [...found]), cut }
}

function fresh(ties: readonly Tie[], seen: Set<string>): Tie[] {
  return ties.filter(({ kind, value }) => {
    const key = kind + value
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
