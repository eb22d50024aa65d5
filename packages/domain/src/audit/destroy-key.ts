import { destroySubjectKey } from '@mas/db/audit'
import type { TxCtx } from '@mas/kernel'
import { record } from './record.ts'

/**
 * Part, for erasures: from the commit on nobody can read the sealed values of this subject, the chains stay whole. An entry
 * tells of it, so that a key taken away by hand is told from one that was destroyed.
 */
export async function destroyKey(t: TxCtx, subjectId: string): Promise<{ entriesAffected: number }> {
  const { entries, subjectType, isNew } = await destroySubjectKey(t.tx, subjectId, t.clock.now())
  if (isNew) await record(t, { action: 'audit.destroy-key', subject: { type: subjectType, id: subjectId } })
  return { entriesAffected: entries }
}
