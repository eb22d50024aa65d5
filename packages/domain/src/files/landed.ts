import { findUpload, markUploaded, type UploadRow } from '@mas/db/files'
import { fail, inTx, type Ctx } from '@mas/kernel'
import { arrivalKey } from './create-ticket.ts'

/**
 * Bytes are in their place: the row says so. Where the file was given up while they came, nobody is left who would delete
 * them, so they go at once.
 */
export async function landed(ctx: Ctx, row: UploadRow, size: number, sha256: string | undefined): Promise<UploadRow> {
  const isNews = await inTx(ctx, (t) => markUploaded(t.tx, row.id, size, sha256))
  const now = await findUpload(ctx.db, row.id)
  if (now === undefined) throw fail('files.ticket-invalid')
  const isGivenUp = !isNews && (now.state === 'expired' || now.state === 'rejected' || now.state === 'purged')
  if (isGivenUp) {
    await ctx.ports.fileStore.delete(arrivalKey(row))
    throw fail('files.upload-expired')
  }
  return now
}
