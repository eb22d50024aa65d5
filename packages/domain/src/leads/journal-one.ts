import { findActivity } from '@mas/db/leads'
import { fail, type TxCtx } from '@mas/kernel'
import { journal, type JournalEntry } from './journal.ts'
import { activityOf } from './list-timeline.ts'

/** Writes one entry and answers it as people see it. */
export async function journalOne(t: TxCtx, entry: JournalEntry) {
  const [id = ''] = await journal(t, [entry])
  const written = await findActivity(t.tx, id)
  if (written === undefined) throw fail('request.conflict')
  return activityOf(written)
}
