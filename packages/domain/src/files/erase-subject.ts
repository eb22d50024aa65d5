import { markDeleted, markGivenUp, objectsOfSubject } from '@mas/db/files'
import { actorKey, enqueue, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { deleteLater } from './delete-later.ts'
import { deleteBytes } from './jobs.ts'

export interface ErasedFile {
  readonly fileId: string
  readonly purpose: string
  readonly ownerDomain: string
  readonly outcome: 'deleted' | 'kept'
  /** Why it stays; for the certificate. */
  readonly reason?: 'legal-hold' | 'kept by law'
}

/**
 * Part of a person's erasure (rule 9): every file about them, deleted or kept with the reason. Their bytes go with the
 * next purge after 7 days.
 */
export async function eraseFilesOfSubject(t: TxCtx, userId: string): Promise<ErasedFile[]> {
  const erased: ErasedFile[] = []
  for (const row of await objectsOfSubject(t.tx, userId)) {
    const file = { fileId: row.id, purpose: row.purpose, ownerDomain: row.owner_domain }
    const reason = reasonToKeep(row)
    if (reason !== undefined) {
      erased.push({ ...file, outcome: 'kept', reason })
      continue
    }
    if (row.state === 'ticket' || row.state === 'uploaded' || row.state === 'scanning') {
      await giveUp(t, row.id)
    } else if (row.state === 'stored' || row.state === 'quarantined') {
      const isGone = await markDeleted(t.tx, row.id, row.owner_domain, actorKey(t.actor), t.clock.now())
      if (isGone)
        await record(t, {
          action: 'files.delete',
          subject: { type: 'file', id: row.id },
          after: { state: 'deleted' },
          reason: 'erasure of a person',
        })
    }
    erased.push({ ...file, outcome: 'deleted' })
  }
  return erased
}

function reasonToKeep(row: { legal_hold: boolean; owner_domain: string; purpose: string }): ErasedFile['reason'] {
  if (row.legal_hold) return 'legal-hold'
  if (row.owner_domain === 'finance' && row.purpose === 'document') return 'kept by law'
  return undefined
}

/** What is still on its way is turned away, and whatever arrives of it goes. */
async function giveUp(t: TxCtx, fileId: string): Promise<void> {
  await markGivenUp(t.tx, fileId, 'rejected', 'erasure of a person', t.clock.now())
  await enqueue(t, deleteBytes, { fileId })
  await deleteLater(t, fileId)
}
