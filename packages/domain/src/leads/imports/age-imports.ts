import { changeImport, dropRows, dropTies, importsWithOldRows, markRowsDropped, oldDrafts } from '@mas/db/leads'
import { inTx, type Ctx } from '@mas/kernel'

const dayMs = 24 * 3_600_000
const draftDays = 7
const rowDays = 90
const batch = 5_000

/** Cancels drafts of seven days and drops the rows of imports of ninety; the summaries stay. */
export async function ageOldImports(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  for (const { id } of await oldDrafts(ctx.db, new Date(now.getTime() - draftDays * dayMs))) {
    await inTx(ctx, (t) => changeImport(t.tx, id, { states: ['uploaded', 'mapped', 'previewed'] }, { state: 'cancelled' }, now))
  }
  for (const { id } of await importsWithOldRows(ctx.db, new Date(now.getTime() - rowDays * dayMs))) {
    while ((await inTx(ctx, (t) => dropRows(t.tx, id, batch))) === batch);
    while ((await inTx(ctx, (t) => dropTies(t.tx, id, 2 ** 31 - 1, batch))) === batch);
    await inTx(ctx, (t) => markRowsDropped(t.tx, id, now))
  }
}
