import { z } from 'zod'

/** What a row changed on its lead, as it was stored with the row. */
export const RowChange = z.object({
  old: z.record(z.string(), z.unknown()),
  new: z.record(z.string(), z.unknown()),
  pointIds: z.array(z.string()),
  interestIds: z.array(z.string()),
  tagIds: z.array(z.string()),
})
export type RowChange = z.infer<typeof RowChange>

/**
 * Which columns go back to their former value: those where the value of the import still stands (rule 12). Status and
 * its reason go together or not at all.
 */
export function columnsToRestore(
  current: Readonly<Record<string, unknown>>,
  change: RowChange,
): { restore: Record<string, unknown>; kept: string[] } {
  const stands = (column: string) => JSON.stringify(current[column] ?? null) === JSON.stringify(change.new[column] ?? null)
  const columns = Object.keys(change.old)
  const isStatus = (column: string) => column === 'status' || column === 'lost_reason'
  const statusStands = columns.filter(isStatus).every(stands)
  const restorable = (column: string) => (isStatus(column) ? statusStands : stands(column))
  return {
    restore: Object.fromEntries(columns.filter(restorable).map((column) => [column, change.old[column] ?? null])),
    kept: columns.filter((column) => !restorable(column)),
  }
}
