import {
  claimPurges,
  deleteOverdue,
  findUpload,
  forgetAccess,
  forgetQuotas,
  markPurged,
  unfinishedPurges,
  type UploadRow,
} from '@mas/db/files'
import { actorKey, enqueueMany, inTx, type Ctx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { arrivalKey } from './create-ticket.ts'
import { deleteBytes } from './jobs.ts'

const batch = 500
const dayMs = 24 * 3_600_000
export const recoverableMs = 7 * dayMs
const accessKeptMs = 90 * dayMs
const quotaKeptMs = 2 * dayMs
const none = '00000000-0000-0000-0000-000000000000'

/** Deletes what was kept long enough and nobody holds. For 7 days an administrator can take it back. */
export async function deleteKeptLongEnough(ctx: Ctx): Promise<void> {
  for (;;) {
    const deleted = await inTx(ctx, async (t) => {
      const ids = await deleteOverdue(t.tx, t.clock.now(), actorKey(t.actor), batch)
      const facts = ids.map((id) => ({
        action: 'files.delete',
        subject: { type: 'file', id },
        after: { state: 'deleted' },
        reason: 'kept long enough',
      }))
      await recordMany(t, facts)
      return ids
    })
    if (deleted.length < batch) return
  }
}

/** Takes deleted files beyond recovery and has their bytes destroyed; forgets old entries of the log and old quotas. */
export async function purgeDeletedFiles(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now().getTime()
  const deletedBefore = new Date(now - recoverableMs)
  for (;;) {
    const claimed = await inTx(ctx, async (t) => {
      const ids = await claimPurges(t.tx, deletedBefore, batch)
      await enqueueMany(t, deleteBytes, payloadsOf(ids))
      return ids
    })
    if (claimed.length < batch) break
  }
  for (let after = none; ;) {
    const left = await unfinishedPurges(ctx.db, deletedBefore, after, batch)
    await inTx(ctx, (t) => enqueueMany(t, deleteBytes, payloadsOf(left)))
    if (left.length < batch) break
    after = left.at(-1) ?? after
  }
  while (await forgetAccess(ctx.db, new Date(now - accessKeptMs), batch * 10));
  await inTx(ctx, (t) => forgetQuotas(t.tx, new Date(now - quotaKeptMs)))
}

const payloadsOf = (ids: readonly string[]) => ids.map((fileId) => ({ payload: { fileId } }))

/** Bytes first, then the row: a crash in between deletes once more, which is harmless. */
export async function destroyBytes(ctx: Ctx, { fileId, raw }: { fileId: string; raw?: true | undefined }): Promise<void> {
  const row = await findUpload(ctx.db, fileId)
  if (row === undefined) return
  const { fileStore } = ctx.ports
  if (raw === true) {
    const isSettled = row.state !== 'scanning' && row.state !== 'uploaded' && row.state !== 'ticket'
    if (isSettled && arrivalKey(row) !== row.storage_key) await fileStore.delete(arrivalKey(row))
    return
  }
  if (!mayGo(row)) return
  if (row.storage_upload_id !== null && row.purged_at === null) await fileStore.parts.abort(row.storage_key, row.storage_upload_id)
  for (const key of new Set([row.storage_key, arrivalKey(row)])) await fileStore.delete(key)
  await inTx(ctx, async (t) => {
    if (!(await markPurged(t.tx, fileId, t.clock.now()))) return
    // The proof of deletion: what it was, when it went and who wanted it.
    if (row.sha256 !== null && row.deleted_at !== null)
      await recordMany(t, [
        {
          action: 'files.purge',
          subject: { type: 'file', id: fileId },
          before: { sha256: row.sha256, size: row.size },
          after: { state: 'purged' },
        },
      ])
  })
}

function mayGo(row: UploadRow): boolean {
  if (row.legal_hold) return false
  return (
    row.state === 'rejected' ||
    row.state === 'expired' ||
    row.state === 'purged' ||
    (row.state === 'quarantined' && row.deleted_at !== null)
  )
}
