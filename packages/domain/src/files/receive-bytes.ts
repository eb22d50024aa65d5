import { fail, type Ctx } from '@mas/kernel'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'
import { arrivalKey } from './create-ticket.ts'
import { openUpload } from './held-ticket.ts'
import { landed } from './landed.ts'

/**
 * Takes the bytes of an announced file in, stopping at the first one too many. Repeating an upload with the same bytes
 * changes nothing; other bytes on the same ticket are refused, because stored bytes are never overwritten.
 */
export async function receiveBytes(
  ctx: Ctx,
  fileId: string,
  ticket: string,
  bytes: IncomingBytes,
): Promise<{ size: number; sha256: string }> {
  const { row, maxBytes } = await openUpload(ctx, ticket)
  if (row.id !== fileId || row.method !== 'put') throw fail('files.ticket-invalid')
  // What a picture is made from is deleted when it is made: nobody would look at what arrives there afterwards.
  const isMade = arrivalKey(row) !== row.storage_key && row.state !== 'ticket' && row.state !== 'uploaded'
  if (isMade) throw fail('files.already-uploaded')
  const put = await ctx.ports.fileStore.put(arrivalKey(row), bytes, maxBytes)
  if (put.outcome === 'too-large') throw fail('files.too-large', { maxBytes })
  if (put.outcome === 'differs') throw fail('files.already-uploaded')
  // Changes nothing where a first upload got this far and only its answer was lost.
  await landed(ctx, row, put.size, put.sha256)
  return { size: put.size, sha256: put.sha256 }
}
