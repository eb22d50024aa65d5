import type { IssuedTicket } from '@mas/contracts/files'
import { findObject, type ObjectRow } from '@mas/db/files'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { createTicket, type AnnouncedFile } from './create-ticket.ts'
import type { FileKeys } from './file-keys.ts'
import { importFromUrl, type RemoteFile } from './import-from-url.ts'
import { adopt, deleteObject, extendRetention, holdFile, release, type Adoption } from './keep-parts.ts'
import { keepInUse } from './keep-in-use.ts'
import { ownFile, readOwn, requireStored } from './owned-file.ts'
import { putGenerated, type GeneratedFile } from './put-generated.ts'
import { signedLink, type LinkWish } from './sign-link.ts'

/**
 * This domain's services bound to one owner (rule 8): a domain reaches its own files and nobody else's. The name is
 * written in the owner's code and never comes from input.
 */
export function filesFor(ownerDomain: string) {
  return {
    createTicket: (t: TxCtx, keys: FileKeys, file: AnnouncedFile): Promise<IssuedTicket> => createTicket(t, keys, ownerDomain, file),
    putGenerated: (ctx: Ctx, file: GeneratedFile, bytes: AsyncIterable<Uint8Array>): Promise<string> =>
      putGenerated(ctx, ownerDomain, file, bytes),
    importFromUrl: (t: TxCtx, file: RemoteFile): Promise<string> => importFromUrl(t, ownerDomain, file),
    /** A stored file, or undefined when there is none of this owner; refused while it is still coming in. */
    findStored: async (ctx: Ctx | TxCtx, fileId: string): Promise<ObjectRow | undefined> => {
      const row = await findObject('tx' in ctx ? ctx.tx : ctx.db, fileId)
      if (row === undefined || row.owner_domain !== ownerDomain) return undefined
      return requireStored(row)
    },
    /** Where a file of this owner stands, whatever its state: for showing that it is being checked, or why it was turned away. */
    findFile: async (ctx: Ctx | TxCtx, fileId: string): Promise<ObjectRow | undefined> => {
      const row = await findObject('tx' in ctx ? ctx.tx : ctx.db, fileId)
      return row?.owner_domain === ownerDomain ? row : undefined
    },
    /** Whole content with random access; slices are read when they are taken. */
    open: async (ctx: Ctx, fileId: string): Promise<Blob> => {
      const row = await readOwn(ctx, ownerDomain, fileId)
      await keepInUse(ctx, row)
      const blob = await ctx.ports.fileStore.open(row.storage_key)
      if (blob === undefined) throw fail('files.gone')
      return blob
    },
    readStream: async (ctx: Ctx, fileId: string, range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array>> => {
      const row = await readOwn(ctx, ownerDomain, fileId, range)
      await keepInUse(ctx, row)
      const stream = await ctx.ports.fileStore.read(row.storage_key, range)
      if (stream === undefined) throw fail('files.gone')
      return stream
    },
    /** A short link for whoever may have the file now; 30 s to 24 h. */
    signLink: async (ctx: Ctx, link: LinkWish): Promise<{ url: string; expiresAt: Date }> =>
      signedLink(ctx, requireStored(await ownFile(ctx, ownerDomain, link.fileId)), link),
    adopt: (t: TxCtx, adoption: Adoption): Promise<void> => adopt(t, ownerDomain, adoption),
    release: (t: TxCtx, fileId: string): Promise<void> => release(t, ownerDomain, fileId),
    extendRetention: (t: TxCtx, fileId: string, until: Date | undefined): Promise<void> => extendRetention(t, ownerDomain, fileId, until),
    deleteObject: (t: TxCtx, fileId: string, reason: string): Promise<void> => deleteObject(t, ownerDomain, fileId, reason),
    setLegalHold: async (t: TxCtx, fileId: string, hold: boolean, reason: string): Promise<void> => {
      await ownFile(t, ownerDomain, fileId)
      await holdFile(t, fileId, hold, reason)
    },
  }
}
