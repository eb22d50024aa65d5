import { findObject, type Access, type ObjectRow } from '@mas/db/files'
import { fail, newId, type Ctx } from '@mas/kernel'
import { keepInUse } from './keep-in-use.ts'
import { readLink, readLinkId, type Disposition, type LinkFacts } from './link-rules.ts'
import { contentDisposition } from './name-rules.ts'
import { noteAccess } from './note-access.ts'
import { requireStored } from './owned-file.ts'

export interface LinkedFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly disposition: Disposition
  /** Where the store serves the bytes itself; the address is good for a minute. */
  readonly redirect?: string
  /** The bytes as a Blob, which a server can hand to the system to send; slices are read when they are sent. */
  open(): Promise<Blob>
  /** The bytes as a stream, all or a range. */
  read(range?: { from: number; to: number }): Promise<ReadableStream<Uint8Array>>
}

const redirectSeconds = 60

interface OpenedHow {
  /** The Range header. */
  readonly range?: string | undefined
  /** By HEAD: what it would be, without it. */
  readonly headersOnly?: boolean
}

/**
 * What a signed link names. The signature is the permission: whoever signed it had checked that the holder may. Every
 * opening of a genuine link is on record, a late one too.
 */
export async function openLink(
  ctx: Ctx,
  fileId: string,
  query: URLSearchParams,
  { range: rangeHeader, headersOnly = false }: OpenedHow = {},
): Promise<LinkedFile> {
  const link = readLink(ctx.ports.fileKeys, fileId, query, ctx.clock.now().getTime())
  const { direct } = ctx.ports.fileStore
  if ('refused' in link) {
    if (link.refused === 'files.link-expired') await note(ctx, link.link, rangeHeader, 'expired')
    throw fail(link.refused)
  }
  // Whoever asks for the headers has no byte of it, nor an address where they are: that is no access.
  const found = headersOnly
    ? await findObject(ctx.db, link.fileId)
    : await note(ctx, link, rangeHeader, direct === undefined ? 'served' : 'redirected')
  if (found === undefined) throw fail('files.gone')
  const row = requireStored(found)
  if (!headersOnly) await keepInUse(ctx, row)
  const type = row.type ?? 'application/octet-stream'
  const name = readLinkId(link.linkId).asName ?? row.name
  const disposition = link.disposition === 'inline' && shownInline.test(type) ? 'inline' : 'attachment'
  const served = { type, disposition: contentDisposition(disposition, name), seconds: redirectSeconds }
  const redirect = headersOnly ? undefined : await direct?.get(row.storage_key, served)
  const open = async () => {
    const blob = await ctx.ports.fileStore.open(row.storage_key)
    if (blob === undefined) throw fail('files.gone')
    return blob
  }
  return {
    id: row.id,
    name,
    type,
    size: row.size ?? 0,
    disposition,
    ...(redirect !== undefined && { redirect }),
    open,
    read: async (range) => (range === undefined ? await open() : (await open()).slice(range.from, range.to)).stream(),
  }
}
/** Everything else could run as a page of ours. */
const shownInline = /^(image\/(png|jpeg|webp)|application\/pdf|audio\/|video\/)/

function note(ctx: Ctx, link: LinkFacts, rangeHeader: string | undefined, outcome: Access['outcome']): Promise<ObjectRow | undefined> {
  const at = ctx.clock.now()
  const { id, holder } = readLinkId(link.linkId)
  const range = askedRange(rangeHeader)
  return noteAccess(ctx, {
    id: newId(at.getTime()),
    objectId: link.fileId,
    linkId: id,
    actor: holder,
    via: 'link',
    at,
    range,
    outcome,
  })
}

/** As it was asked for; what a size makes of it is for the answer. */
function askedRange(header: string | undefined): { from: number; to: number | undefined } | undefined {
  const found = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (found === null) return undefined
  return { from: Number(found[1]), to: found[2] === '' ? undefined : Number(found[2]) + 1 }
}
