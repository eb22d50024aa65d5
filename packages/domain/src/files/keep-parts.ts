import { FilePurpose } from '@mas/contracts/files'
import { findObject, markDeleted, setHold, setOwnerRef, setRetention } from '@mas/db/files'
import { actorKey, fail, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { ownFile } from './owned-file.ts'
import { retainUntil } from './purpose-limits.ts'

export interface Adoption {
  readonly fileId: string
  readonly ownerRef: string
  readonly subjectUserId?: string
}

/** Part: says what a file belongs to, once the owner knows; what was released is kept again. */
export async function adopt(t: TxCtx, ownerDomain: string, { fileId, ownerRef, subjectUserId }: Adoption): Promise<void> {
  const row = await ownFile(t, ownerDomain, fileId)
  const keptUntil = row.state === 'stored' ? await retainUntil(t, FilePurpose.parse(row.purpose), ownerDomain) : undefined
  if (!(await setOwnerRef(t.tx, fileId, ownerDomain, { ownerRef, subjectUserId, retainUntil: keptUntil }))) throw fail('files.gone')
}

/** Part: nobody needs the file any more; the next sweep deletes it unless it is adopted before, or held. */
export async function release(t: TxCtx, ownerDomain: string, fileId: string): Promise<void> {
  await ownFile(t, ownerDomain, fileId)
  await setRetention(t.tx, fileId, ownerDomain, t.clock.now())
}

/** Part: until when the file is kept; `undefined` for as long as its owner wants it. Never shortens what the owner asked for before. */
export async function extendRetention(t: TxCtx, ownerDomain: string, fileId: string, until: Date | undefined): Promise<void> {
  const row = await ownFile(t, ownerDomain, fileId)
  const isShorter = until !== undefined && row.state === 'stored' && (row.retain_until === null || row.retain_until > until)
  if (isShorter) return
  if (!(await setRetention(t.tx, fileId, ownerDomain, until))) throw fail('files.gone')
}

/** Part: deletes now. For 7 days an administrator can take it back; then the bytes go and the row stays as proof. */
export async function deleteObject(t: TxCtx, ownerDomain: string, fileId: string, reason: string): Promise<void> {
  const row = await ownFile(t, ownerDomain, fileId)
  if (await markDeleted(t.tx, fileId, ownerDomain, actorKey(t.actor), t.clock.now())) {
    await record(t, {
      action: 'files.delete',
      subject: { type: 'file', id: fileId },
      before: { state: row.state },
      after: { state: 'deleted' },
      reason,
    })
    return
  }
  // Deleting twice is fine; what is still coming in is given up by whoever holds its ticket.
  const now = await findObject(t.tx, fileId)
  if (now?.legal_hold === true) throw fail('files.held')
  if (now?.state === 'ticket' || now?.state === 'uploaded' || now?.state === 'scanning') throw fail('files.not-ready')
}

/** Part: holds a file for a court or an audit, or lets it go. Held, nothing deletes it. */
export async function holdFile(t: TxCtx, fileId: string, hold: boolean, reason: string): Promise<void> {
  const before = await findObject(t.tx, fileId)
  if (before === undefined) throw fail('request.not-found')
  const row = await setHold(t.tx, fileId, hold)
  if (row === undefined) {
    const isComing = ['ticket', 'uploaded'].includes((await findObject(t.tx, fileId))?.state ?? '')
    throw fail(isComing ? 'files.not-ready' : 'files.purged')
  }
  await record(t, {
    action: 'files.set-legal-hold',
    subject: { type: 'file', id: fileId },
    before: { hold: before.legal_hold },
    after: { hold },
    reason,
  })
}
