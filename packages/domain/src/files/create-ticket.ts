import type { FilePurpose, IssuedTicket } from '@mas/contracts/files'
import { insertObject } from '@mas/db/files'
import { actorKey, dayIn, fail, newId, type TxCtx } from '@mas/kernel'
import type { FileKeys } from './file-keys.ts'
import { cleanName } from './name-rules.ts'
import { purposes, typeOfName } from './purposes.ts'
import { signTicket } from './ticket-rules.ts'

const ticketLifeMs = 24 * 3_600_000

export interface AnnouncedFile {
  readonly purpose: FilePurpose
  readonly ownerRef: string
  readonly subjectUserId?: string
  readonly name: string
  /** Bytes; checked against what arrives. */
  readonly size?: number
  /** Hex; checked against what arrives. */
  readonly sha256?: string
}

/**
 * Part: announces a file that somebody else will send and makes the ticket for it. The owning domain has checked that
 * the caller may. The keys come from its context, because a transaction has no ports.
 */
export async function createTicket(t: TxCtx, keys: FileKeys, ownerDomain: string, file: AnnouncedFile): Promise<IssuedTicket> {
  const rules = purposes[file.purpose]
  const name = cleanName(file.name)
  const declaredType = rules.generatedOnly ? undefined : typeOfName(file.purpose, name)
  if (declaredType === undefined) throw fail('files.type-refused', { accepted: Object.keys(rules.types) })
  if (file.size !== undefined && file.size > rules.maxBytes) throw fail('files.too-large', { maxBytes: rules.maxBytes })
  const now = t.clock.now()
  const expiresAt = new Date(now.getTime() + ticketLifeMs)
  const id = newId(now.getTime())
  await insertObject(t.tx, {
    id,
    purpose: file.purpose,
    ownerDomain,
    ownerRef: file.ownerRef,
    subjectUserId: file.subjectUserId,
    uploadedBy: actorKey(t.actor),
    name,
    declaredType,
    storageKey: storageKey(file.purpose, id, now),
    declaredSize: file.size,
    declaredSha256: file.sha256,
    expiresAt,
    now,
  })
  return { fileId: id, ticket: signTicket(keys, id, expiresAt), maxBytes: file.size ?? rules.maxBytes, expiresAt: expiresAt.toISOString() }
}

/** Never made of anything a user wrote (rule 3). */
export function storageKey(purpose: FilePurpose, id: string, now: Date): string {
  const [year, month] = dayIn(now, 'UTC').split('-')
  return `${purpose}/${year}/${month}/${id}`
}
