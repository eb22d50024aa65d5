import { FilePurpose } from '@mas/contracts/files'
import { findUpload, type UploadRow } from '@mas/db/files'
import { fail, type Ctx } from '@mas/kernel'
import { maxBytesOf } from './purpose-limits.ts'
import { readTicket } from './ticket-rules.ts'

export interface HeldFile {
  readonly row: UploadRow
  readonly purpose: FilePurpose
  /** Byte `maxBytes + 1` stops an upload. */
  readonly maxBytes: number
  readonly expiresAt: Date
}

/** The file a ticket speaks of. The signature is checked before anything is read. */
export async function heldFile(ctx: Ctx, ticket: string): Promise<HeldFile> {
  const facts = readTicket(ctx.ports.fileKeys, ticket)
  if (facts === undefined) throw fail('files.ticket-invalid')
  const row = await findUpload(ctx.db, facts.fileId)
  if (row === undefined) throw fail('files.ticket-invalid')
  const purpose = FilePurpose.parse(row.purpose)
  const maxBytes = row.declared_size ?? (await maxBytesOf(ctx, purpose))
  return { row, purpose, maxBytes, expiresAt: new Date(facts.expiresAtMs) }
}

/** The same, refused when its time is over or somebody gave the upload up. */
export async function openUpload(ctx: Ctx, ticket: string): Promise<HeldFile> {
  const held = await heldFile(ctx, ticket)
  const { state } = held.row
  const isOver = state === 'expired' || state === 'rejected' || state === 'deleted' || state === 'purged'
  if (isOver || ctx.clock.now() >= held.expiresAt) throw fail('files.upload-expired')
  return held
}

/** The same for an upload in parts that still takes some. */
export async function openParts(ctx: Ctx, ticket: string): Promise<HeldFile & { readonly uploadId: string; readonly key: string }> {
  const held = await openUpload(ctx, ticket)
  const { state, storage_upload_id: uploadId, storage_key: key } = held.row
  if (state !== 'ticket' || uploadId === null) throw fail('files.upload-expired')
  return { ...held, uploadId, key }
}
