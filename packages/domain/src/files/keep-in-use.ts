import { FilePurpose } from '@mas/contracts/files'
import { prolongByUse, type ObjectRow } from '@mas/db/files'
import type { Ctx } from '@mas/kernel'
import { retainUntil } from './purpose-limits.ts'
import { purposes } from './purposes.ts'

/** What is kept from its last use is kept longer by this one. */
export async function keepInUse(ctx: Ctx, row: ObjectRow): Promise<void> {
  const purpose = FilePurpose.parse(row.purpose)
  const { keep } = purposes[purpose]
  if (keep.until !== 'days' || keep.fromLastUse !== true || row.retain_until === null) return
  const until = await retainUntil(ctx, purpose, row.owner_domain)
  if (until !== undefined && until > row.retain_until) await prolongByUse(ctx.db, row.id, until)
}
