import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface ObjectRow extends Record<string, unknown> {
  id: string
  purpose: string
  owner_domain: string
  owner_ref: string
  subject_user_id: string | null
  uploaded_by: string
  name: string
  declared_type: string
  type: string | null
  duration_ms: number | null
  size: number | null
  sha256: string | null
  storage_key: string
  state: string
  verdict: string
  reject_reason: string | null
  retain_until: Date | null
  legal_hold: boolean
  created_at: Date
  deleted_at: Date | null
  missing_since: Date | null
  purged_at: Date | null
}

export interface UploadRow extends ObjectRow {
  method: string | null
  storage_upload_id: string | null
  parts: { number: number; etag: string; size: number }[] | null
  declared_size: number | null
  declared_sha256: string | null
  expires_at: Date | null
  anonymous: boolean | null
  /** Somebody checks the bytes until then. */
  checking_until: Date | null
}

export const objectColumns: SQL =
  sql.raw(`o.id, o.purpose, o.owner_domain, o.owner_ref, o.subject_user_id, o.uploaded_by, o.name, o.declared_type, o.type,
  o.size::float8 as size, encode(o.sha256, 'hex') as sha256, o.duration_ms, o.storage_key, o.state, o.verdict, o.reject_reason, o.retain_until, o.legal_hold, o.created_at,
  o.deleted_at, o.missing_since, o.purged_at`)

/** One read by primary key. */
export async function findObject(reader: Reader, id: string): Promise<ObjectRow | undefined> {
  const [row] = await rows<ObjectRow>(reader, sql`select ${objectColumns} from files.objects o where o.id = ${id}::uuid`)
  return row
}

/** The same with how its bytes come in. */
export async function findUpload(reader: Reader, id: string): Promise<UploadRow | undefined> {
  const [row] = await rows<UploadRow>(
    reader,
    sql`select ${objectColumns}, u.method, u.storage_upload_id, u.parts, u.declared_size::float8 as declared_size,
          encode(u.declared_sha256, 'hex') as declared_sha256, u.expires_at, u.anonymous, u.checking_until
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
  readonly method?: 'put' | 'multipart'
  readonly declaredSize?: number | undefined
  readonly declaredSha256?: string | undefined
  readonly anonymous?: boolean
  readonly expiresAt: Date
  readonly now: Date
}

/** Announces a file: its row and how its bytes are to come. False when it was announced before. */
export async function insertObject(tx: Tx, o: ObjectInsert): Promise<boolean> {
  const inserted = await rows(
    tx,
    sql`with announced as (
          insert into files.objects (id, purpose, owner_domain, owner_ref, subject_user_id, uploaded_by, name, declared_type, storage_key, state, verdict, created_at)
          values (${o.id}::uuid, ${o.purpose}, ${o.ownerDomain}, ${o.ownerRef}, ${o.subjectUserId ?? null}::uuid, ${o.uploadedBy}, ${o.name}, ${o.declaredType},
            ${o.storageKey}, 'ticket', 'pending', ${o.now.toISOString()}::timestamptz) on conflict do nothing returning id)
        insert into files.uploads (object_id, method, declared_size, declared_sha256, anonymous, expires_at)
        select id, ${o.method ?? 'put'}::text, ${o.declaredSize ?? null}::bigint, decode(${o.declaredSha256 ?? null}::text, 'hex'),
          ${o.anonymous ?? false}::boolean, ${o.expiresAt.toISOString()}::timestamptz from announced returning 1 as one`,
  )
  return inserted.length === 1
}
