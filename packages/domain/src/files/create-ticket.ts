import type { FilePurpose, IssuedTicket } from '@mas/contracts/files'
import { insertObject } from '@mas/db/files'
import { actorKey, dayIn, fail, newId, type TxCtx } from '@mas/kernel'
import type { FileKeys } from './file-keys.ts'
import { announcedType } from './media-types.ts'
import { cleanName } from './name-rules.ts'
import { uploadMethod } from './part-rules.ts'
import { maxBytesOf } from './purpose-limits.ts'
import { purposes, typeOfName } from './purposes.ts'
import { bookTicket } from './quota.ts'
import { signTicket } from './ticket-rules.ts'

const ticketLifeMs = 24 * 3_600_000

export interface AnnouncedFile {
  readonly purpose: FilePurpose
  readonly ownerRef: string
  readonly subjectUserId?: string
  readonly name: string
  /** Media type as the sender's system calls it; must be what the name promises. */
  readonly type?: string
  /** Bytes; checked against what arrives. Left out: as many as the purpose allows. */
  readonly size?: number
  /** Hex; checked against what arrives. */
  readonly sha256?: string
}

/**
 * Part: announces a file that somebody else will send and makes the ticket for it. The owning domain has checked that
 * the caller may. The keys come from its context, because a transaction has no ports.
 */
export async function createTicket(t: TxCtx, keys: FileKeys, ownerDomain: string, file: AnnouncedFile): Promise<IssuedTicket> {
  const { purpose, size } = file
  const rules = purposes[purpose]
  const name = cleanName(file.name)
  const declaredType = rules.generatedOnly ? undefined : typeOfName(purpose, name)
  const isOther = file.type !== undefined && file.type !== '' && announcedType(file.type) !== declaredType
  if (declaredType === undefined || isOther) throw fail('files.type-refused', { accepted: Object.keys(rules.types) })
  const mostBytes = await maxBytesOf(t, purpose)
  if (size !== undefined && size > mostBytes) throw fail('files.too-large', { maxBytes: mostBytes })
  await bookTicket(t, purpose, size ?? mostBytes)
  const now = t.clock.now()
  const expiresAt = new Date(now.getTime() + ticketLifeMs)
  const id = newId(now.getTime())
  await insertObject(t.tx, {
    id,
    purpose,
    ownerDomain,
    ownerRef: file.ownerRef,
    subjectUserId: file.subjectUserId,
    uploadedBy: actorKey(t.actor),
    name,
    declaredType,
    storageKey: storageKey(purpose, id, now),
    method: uploadMethod(purpose, size),
    declaredSize: size,
    declaredSha256: file.sha256?.toLowerCase(),
    anonymous: t.actor.kind === 'anonymous',
    expiresAt,
    now,
  })
  return { fileId: id, ticket: signTicket(keys, id, expiresAt), maxBytes: size ?? mostBytes, expiresAt: expiresAt.toISOString() }
}

/** Never made of anything a user wrote (rule 3). */
export function storageKey(purpose: FilePurpose, id: string, now: Date): string {
  const [year, month] = dayIn(now, 'UTC').split('-')
  return `${purpose}/${year}/${month}/${id}`
}

/** Where bytes arrive: pictures beside their place, because what is stored is made from them. */
export function arrivalKey(row: { readonly purpose: string; readonly storage_key: string }): string {
  return isReencoded(row.purpose) ? `${row.storage_key}.raw` : row.storage_key
}

export function isReencoded(purpose: string): boolean {
  return Object.entries(purposes).some(([name, rules]) => name === purpose && rules.reencoded === true)
}
