import type { AuditEntry } from '@mas/contracts/audit'
import type { Ctx } from '@mas/kernel'
import { shownEntry } from './reading-rules.ts'
import { openingKeys } from './subject-keys.ts'

/** Entries as lists show them: why something was done stands in clear, personal values stay `sealed` until one entry is opened. */
export async function shownEntries(
  ctx: Ctx,
  rows: readonly { readonly body: string; readonly subject_id: string }[],
): Promise<AuditEntry[]> {
  const sealed = rows.filter(({ body }) => body.includes('"reason":{"$sealed":')).map((row) => row.subject_id)
  const keyOf = await openingKeys(ctx, [...new Set(sealed)])
  return rows.map(({ body, subject_id: subjectId }) => shownEntry(body, 'closed', { key: keyOf(subjectId) }))
}
