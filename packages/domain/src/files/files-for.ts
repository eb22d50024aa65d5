import type { IssuedTicket } from '@mas/contracts/files'
import { findObject, type ObjectRow } from '@mas/db/files'
import { fail, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { createTicket, type AnnouncedFile } from './create-ticket.ts'
import type { FileKeys } from './file-keys.ts'
import { linkPath, type Disposition } from './link-rules.ts'
import { putGenerated, type GeneratedFile } from './put-generated.ts'

const defaultTtlSeconds = 300

/**
 * This domain's services bound to one owner (rule 8): a domain reaches its own files and nobody else's. The name is
 * written in the owner's code and never comes from input.
 */
export function filesFor(ownerDomain: string) {
  return {
    createTicket: (t: TxCtx, keys: FileKeys, file: AnnouncedFile): Promise<IssuedTicket> => createTicket(t, keys, ownerDomain, file),
    putGenerated: (ctx: Ctx, file: GeneratedFile, bytes: AsyncIterable<Uint8Array>) => putGenerated(ctx, ownerDomain, file, bytes),
    /** A stored file, or undefined when there is none of this owner; refused while it is still coming in. */
    findStored: async (ctx: Ctx | TxCtx, fileId: string): Promise<ObjectRow | undefined> => {
      const row = await findObject('tx' in ctx ? ctx.tx : ctx.db, fileId)
      if (row === undefined || row.owner_domain !== ownerDomain) return undefined
      return requireStored(row)
    },
    /** Whole content with random access; slices are read when they are taken. */
    open: async (ctx: Ctx, fileId: string): Promise<Blob> => {
      const blob = await ctx.ports.fileStore.open((await ownStored(ctx, fileId)).storage_key)
      if (blob === undefined) throw fail('files.gone')
      return blob
    },
    readStream: async (ctx: Ctx, fileId: string, range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array>> => {
      const stream = await ctx.ports.fileStore.read((await ownStored(ctx, fileId)).storage_key, range)
      if (stream === undefined) throw fail('files.gone')
      return stream
    },
    /** A short link for whoever may have the file now; 30 s to 24 h. */
    signLink: async (
      ctx: Ctx,
      link: { fileId: string; ttlSeconds?: number; disposition?: Disposition },
    ): Promise<{ url: string; expiresAt: Date }> => {
      const row = await ownStored(ctx, link.fileId)
      const ttlSeconds = Math.min(Math.max(link.ttlSeconds ?? defaultTtlSeconds, 30), 86_400)
      const now = ctx.clock.now()
      const expires = Math.floor(now.getTime() / 1000) + ttlSeconds
      const url = linkPath(ctx.ports.fileKeys, {
        fileId: row.id,
        disposition: link.disposition ?? 'attachment',
        expires,
        linkId: newId(now.getTime()),
      })
      return { url, expiresAt: new Date(expires * 1000) }
    },
  }

  async function ownStored(ctx: Ctx, fileId: string): Promise<ObjectRow> {
    const row = await findObject(ctx.db, fileId)
    if (row === undefined || row.owner_domain !== ownerDomain) throw fail('request.not-found')
    return requireStored(row)
  }
}

export function requireStored(row: ObjectRow): ObjectRow {
  if (row.state === 'stored') return row
  if (row.state === 'quarantined') throw fail('files.quarantined')
  throw fail(row.state === 'ticket' || row.state === 'uploaded' || row.state === 'scanning' ? 'files.not-ready' : 'files.gone')
}
