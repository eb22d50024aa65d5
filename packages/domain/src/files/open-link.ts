import { findObject } from '@mas/db/files'
import { fail, type Ctx } from '@mas/kernel'
import { requireStored } from './files-for.ts'
import { readLink, type Disposition } from './link-rules.ts'

export interface LinkedFile {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly disposition: Disposition
  /** The bytes, all or a range. */
  read(range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array>>
}

/** What a signed link names. The signature is the permission: whoever signed it had checked that the holder may. */
export async function openLink(ctx: Ctx, fileId: string, query: URLSearchParams): Promise<LinkedFile> {
  const link = readLink(ctx.ports.fileKeys, fileId, query, ctx.clock.now().getTime())
  if ('refused' in link) throw fail(link.refused)
  const found = await findObject(ctx.db, fileId)
  if (found === undefined) throw fail('files.gone')
  const row = requireStored(found)
  const type = row.type ?? 'application/octet-stream'
  return {
    name: row.name,
    type,
    size: row.size ?? 0,
    disposition: link.disposition === 'inline' && shownInline.test(type) ? 'inline' : 'attachment',
    read: async (range) => {
      const stream = await ctx.ports.fileStore.read(row.storage_key, range)
      if (stream === undefined) throw fail('files.gone')
      return stream
    },
  }
}
/** Everything else could run as a page of ours. */
const shownInline = /^(image\/(png|jpeg|webp)|application\/pdf|audio\/|video\/)/
