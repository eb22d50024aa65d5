import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** Where the parts go; the first of several wins and all are told which it is. */
export async function setStorageUpload(tx: Tx, id: string, uploadId: string): Promise<string | undefined> {
  const [row] = await rows<{ storage_upload_id: string }>(
    tx,
    sql`update files.uploads u set storage_upload_id = coalesce(u.storage_upload_id, ${uploadId})
        from files.objects o where u.object_id = ${id}::uuid and o.id = u.object_id and o.state = 'ticket' returning u.storage_upload_id`,
  )
  return row?.storage_upload_id
}

/** The parts that make the file, written down before they are put together: what comes of it in doubt is known by them. */
export async function setParts(tx: Tx, id: string, parts: readonly { number: number; etag: string; size: number }[]): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.uploads u set parts = ${JSON.stringify(parts)}::text::jsonb
        from files.objects o where u.object_id = ${id}::uuid and o.id = u.object_id and o.state = 'ticket' returning 1 as one`,
  )
  return changed.length === 1
}

/** The bytes are there. False when another upload, an abort or the sweep was first. */
export async function markUploaded(tx: Tx, id: string, size: number, sha256: string | undefined): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set state = 'uploaded', size = ${size}::bigint, sha256 = decode(${sha256 ?? null}::text, 'hex')
        where id = ${id}::uuid and state = 'ticket' returning 1 as one`,
  )
  return changed.length === 1
}

/**
 * The bytes are of the right kind and wait for the rest of the checks; with a lease for whoever goes on at once. One of
 * many callers gets true.
 */
export async function markScanning(
  tx: Tx,
  id: string,
  found: {
    type: string
    sha256: string | undefined
    pages?: number | undefined
    width?: number | undefined
    height?: number | undefined
    durationMs?: number | undefined
    leaseUntil: Date | undefined
  },
): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`with admitted as (
          update files.objects set state = 'scanning', type = ${found.type}, sha256 = coalesce(sha256, decode(${found.sha256 ?? null}::text, 'hex')),
            pages = ${found.pages ?? null}::int, width = ${found.width ?? null}::int, height = ${found.height ?? null}::int,
            duration_ms = ${found.durationMs ?? null}::int
          where id = ${id}::uuid and state = 'uploaded' returning id)
        update files.uploads set checking_until = ${found.leaseUntil?.toISOString() ?? null}::timestamptz
        where object_id in (select id from admitted) returning 1 as one`,
  )
  return changed.length === 1
}

/** Gives up a file whose bytes nobody may ever see: refused by a check, taken back, or too late. */
export async function markGivenUp(tx: Tx, id: string, state: 'rejected' | 'expired', reason: string, now: Date): Promise<boolean> {
  const from = state === 'rejected' ? sql`('ticket', 'uploaded', 'scanning')` : sql`('ticket', 'uploaded')`
  const changed = await rows(
    tx,
    sql`with given_up as (
          update files.objects set state = ${state}, reject_reason = ${reason} where id = ${id}::uuid and state in ${from} returning id)
        update files.uploads set completed_at = ${now.toISOString()}::timestamptz where object_id in (select id from given_up) returning 1 as one`,
  )
  return changed.length === 1
}

/** Uploads whose time is over and that never got as far as being checked. */
export async function overdueUploads(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ object_id: string }>(
    reader,
    sql`select u.object_id from files.uploads u join files.objects o on o.id = u.object_id
        where u.completed_at is null and u.expires_at <= ${now.toISOString()}::timestamptz and o.state in ('ticket', 'uploaded')
        order by u.expires_at limit ${limit}`,
  )
  return found.map((row) => row.object_id)
}
