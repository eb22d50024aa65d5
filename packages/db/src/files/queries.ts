import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ObjectRow extends Record<string, unknown> {
  id: string
  purpose: string
  owner_domain: string
  owner_ref: string
  name: string
  declared_type: string
  type: string | null
  size: number | null
  sha256: string | null
  storage_key: string
  state: string
  verdict: string
  declared_size: number | null
  declared_sha256: string | null
  expires_at: Date | null
}

export async function findObject(reader: Reader, id: string): Promise<ObjectRow | undefined> {
  const [row] = await rows<ObjectRow>(
    reader,
    sql`select o.id, o.purpose, o.owner_domain, o.owner_ref, o.name, o.declared_type, o.type, o.size::float8 as size, encode(o.sha256, 'hex') as sha256,
          o.storage_key, o.state, o.verdict, u.declared_size::float8 as declared_size, encode(u.declared_sha256, 'hex') as declared_sha256, u.expires_at
        from files.objects o left join files.uploads u on u.object_id = o.id where o.id = ${id}::uuid`,
  )
  return row
}

export interface ObjectInsert {
  readonly id: string
  readonly purpose: string
  readonly ownerDomain: string
  readonly ownerRef: string
  readonly subjectUserId?: string | undefined
  readonly uploadedBy: string
  readonly name: string
  readonly declaredType: string
  readonly storageKey: string
  readonly declaredSize?: number | undefined
  readonly declaredSha256?: string | undefined
  readonly expiresAt: Date
  readonly now: Date
}

/** Announces a file: its row and how its bytes are to come. */
export async function insertObject(tx: Tx, o: ObjectInsert): Promise<void> {
  await rows(
    tx,
    sql`with announced as (
          insert into files.objects (id, purpose, owner_domain, owner_ref, subject_user_id, uploaded_by, name, declared_type, storage_key, state, verdict, created_at)
          values (${o.id}::uuid, ${o.purpose}, ${o.ownerDomain}, ${o.ownerRef}, ${o.subjectUserId ?? null}::uuid, ${o.uploadedBy}, ${o.name}, ${o.declaredType},
            ${o.storageKey}, 'ticket', 'pending', ${o.now.toISOString()}::timestamptz) returning id)
        insert into files.uploads (object_id, method, declared_size, declared_sha256, expires_at)
        select id, 'put', ${o.declaredSize ?? null}::bigint, decode(${o.declaredSha256 ?? null}::text, 'hex'), ${o.expiresAt.toISOString()}::timestamptz from announced`,
  )
}

/** The bytes are there. False when another upload, an abort or the sweep was first. */
export async function markUploaded(tx: Tx, id: string, size: number, sha256: string): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set state = 'uploaded', size = ${size}::bigint, sha256 = decode(${sha256}::text, 'hex') where id = ${id}::uuid and state = 'ticket' returning 1 as one`,
  )
  return changed.length === 1
}

/** Checked and durable. Exactly one caller of many gets true. */
export async function markStored(
  tx: Tx,
  id: string,
  found: { type: string; verdict: string; retainUntil: Date; now: Date },
): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`with stored as (
          update files.objects set state = 'stored', type = ${found.type}, verdict = ${found.verdict}, retain_until = ${found.retainUntil.toISOString()}::timestamptz,
            stored_at = ${found.now.toISOString()}::timestamptz
          where id = ${id}::uuid and state = 'uploaded' returning id)
        update files.uploads set completed_at = ${found.now.toISOString()}::timestamptz where object_id in (select id from stored) returning 1 as one`,
  )
  return changed.length === 1
}

/** Gives up a file whose bytes nobody may ever see: refused by a check, taken back, or too late. */
export async function markGivenUp(tx: Tx, id: string, state: 'rejected' | 'expired', reason: string, now: Date): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`with given_up as (
          update files.objects set state = ${state}, reject_reason = ${reason} where id = ${id}::uuid and state in ('ticket', 'uploaded') returning id)
        update files.uploads set completed_at = ${now.toISOString()}::timestamptz where object_id in (select id from given_up) returning 1 as one`,
  )
  return changed.length === 1
}

export async function overdueUploads(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ object_id: string }>(
    reader,
    sql`select object_id from files.uploads where completed_at is null and expires_at <= ${now.toISOString()}::timestamptz order by expires_at limit ${limit}`,
  )
  return found.map((row) => row.object_id)
}

export async function markPurged(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, sql`update files.objects set purged_at = ${now.toISOString()}::timestamptz where id = ${id}::uuid and purged_at is null`)
}
