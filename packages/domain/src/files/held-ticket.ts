import { findObject, type ObjectRow } from '@mas/db/files'
import { fail, type Ctx } from '@mas/kernel'
import { FilePurpose } from '@mas/contracts/files'
import { purposes } from './purposes.ts'
import { readTicket } from './ticket-rules.ts'

export interface HeldFile {
  readonly row: ObjectRow
  readonly purpose: FilePurpose
  /** Byte `maxBytes + 1` stops an upload. */
  readonly maxBytes: number
  readonly expiresAt: Date
}

/** The file a ticket speaks of. The signature is checked before anything is read. */
export async function heldFile(ctx: Ctx, ticket: string): Promise<HeldFile> {
  const facts = readTicket(ctx.ports.fileKeys, ticket)
  if (facts === undefined) throw fail('files.ticket-invalid')
  const row = await findObject(ctx.db, facts.fileId)
  if (row === undefined) throw fail('files.ticket-invalid')
  const purpose = FilePurpose.parse(row.purpose)
  return { row, purpose, maxBytes: row.declared_size ?? purposes[purpose].maxBytes, expiresAt: new Date(facts.expiresAtMs) }
}

/** The same, refused when its time is over or somebody gave the upload up. */
export async function openUpload(ctx: Ctx, ticket: string): Promise<HeldFile> {
  const held = await heldFile(ctx, ticket)
  const over = held.row.state === 'expired' || held.row.state === 'rejected'
  if (over || (held.row.state === 'ticket' && ctx.clock.now() >= held.expiresAt)) throw fail('files.upload-expired')
  return held
}
