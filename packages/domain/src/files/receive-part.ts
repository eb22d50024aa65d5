import { fail, type Ctx } from '@mas/kernel'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'
import { openParts } from './held-ticket.ts'
import { largestOpenPart, partBytes, partCount } from './part-rules.ts'

/** Takes one part in, where the store has no address of its own. The same part again replaces itself. */
export async function receivePart(
  ctx: Ctx,
  upload: { readonly fileId: string; readonly number: number; readonly ticket: string },
  bytes: IncomingBytes,
): Promise<{ n: number; size: number; etag: string }> {
  const { row, maxBytes, key, uploadId } = await openParts(ctx, upload.ticket)
  if (row.id !== upload.fileId) throw fail('files.ticket-invalid')
  const { number } = upload
  const isNumber = Number.isInteger(number) && number >= 1
  if (!isNumber) throw fail('files.part-invalid')
  if (number > partCount(row.declared_size ?? undefined, maxBytes)) throw fail('files.too-large', { maxBytes })
  const { parts } = ctx.ports.fileStore
  const sentBeside = async () =>
    ((await parts.list(key, uploadId)) ?? []).reduce((sum, part) => sum + (part.number === number ? 0 : part.size), 0)
  const sent = await sentBeside()
  const most = partBytes(row.declared_size ?? undefined, number) ?? Math.min(maxBytes - sent, largestOpenPart)
  const put = await parts.put(key, uploadId, number, bytes, Math.max(0, most))
  if (put === 'too-large') throw fail('files.too-large', { maxBytes: most })
  if (put === 'unknown-upload') throw fail('files.upload-expired')
  // Others came at the same moment and each found room: what is too much together is not kept until somebody finishes.
  if (row.declared_size === null && (await sentBeside()) + put.size > maxBytes) {
    await parts.put(key, uploadId, number, nothing(), 0)
    throw fail('files.too-large', { maxBytes })
  }
  return { n: put.number, size: put.size, etag: put.etag }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
