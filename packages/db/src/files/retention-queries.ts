import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { objectColumns, type ObjectRow } from './queries.ts'

export type Changed = Pick<ObjectRow, 'id' | 'purpose' | 'owner_domain' | 'owner_ref' | 'storage_key'>

/** Deletes files whose time is over and which nobody holds, a batch at a time. Infected ones stay in quarantine, marked. */
export async function deleteOverdue(tx: Tx, now: Date, by: string, limit: number): Promise<string[]> {
  const at = now.toISOString()
  const found = await rows<{ id: string }>(
    tx,
    sql`update files.objects set state = 'deleted', deleted_at = ${at}::timestamptz, deleted_by = ${by}
        where id in (select id from files.objects where state = 'stored' and retain_until <= ${at}::timestamptz and not legal_hold
          order by retain_until limit ${limit} for update skip locked)
        returning id`,
  )
  return found.map(({ id }) => id)
}

/** Takes a file away from its readers; `undefined` where it is held or cannot be deleted from its state. Rows of uploads go their own way. */
export async function markDeleted(tx: Tx, id: string, owner: string, by: string, now: Date): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set deleted_at = ${now.toISOString()}::timestamptz, deleted_by = ${by},
          state = case when state = 'quarantined' then state else 'deleted' end
        where id = ${id}::uuid and owner_domain = ${owner} and not legal_hold and (state = 'stored' or (state = 'quarantined' and deleted_at is null))
        returning 1 as one`,
  )
  return changed.length === 1
}

/**
 * Takes deleted files beyond recovery, a batch at a time: from here on neither a hold nor a restore finds them. Infected
 * ones stay where they are, from where nothing comes back anyway.
 */
export async function claimPurges(tx: Tx, deletedBefore: Date, limit: number): Promise<string[]> {
  const claimed = await rows<{ id: string }>(
    tx,
    sql`update files.objects set state = 'purged', missing_since = null
        where id in (select id from files.objects where deleted_at <= ${deletedBefore.toISOString()}::timestamptz and deleted_at is not null and purged_at is null
            and not legal_hold and state in ('deleted', 'quarantined') and verdict <> 'infected' order by deleted_at limit ${limit} for update skip locked)
        returning id`,
  )
  return claimed.map(({ id }) => id)
}

/** Rows whose bytes are to go, and are not known to be gone. */
export async function unfinishedPurges(reader: Reader, deletedBefore: Date, after: string, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from files.objects where id > ${after}::uuid and deleted_at <= ${deletedBefore.toISOString()}::timestamptz and deleted_at is not null
          and purged_at is null and not legal_hold and (state = 'purged' or (state = 'quarantined' and verdict = 'infected'))
        order by id limit ${limit}`,
  )
  return found.map(({ id }) => id)
}

/** The bytes are gone. So is the name, which people give their files after themselves; id, hash and dates stay as proof. */
export async function markPurged(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set purged_at = ${now.toISOString()}::timestamptz, name = 'purged'
        where id = ${id}::uuid and purged_at is null and not legal_hold and (state in ('rejected', 'expired', 'purged') or (state = 'quarantined' and deleted_at is not null)) returning 1 as one`,
  )
  return changed.length === 1
}

/** Back from deletion or quarantine, provided its bytes were not taken beyond recovery. Infected files never come back. */
export async function markRestored(tx: Tx, id: string, now: Date, retainUntil: Date | undefined): Promise<ObjectRow | undefined> {
  const [row] = await rows<ObjectRow>(
    tx,
    sql`update files.objects o set state = 'stored', deleted_at = null, deleted_by = null, reject_reason = null, stored_at = coalesce(stored_at, ${now.toISOString()}::timestamptz),
          retain_until = ${retainUntil?.toISOString() ?? null}::timestamptz
        where o.id = ${id}::uuid and o.purged_at is null and o.verdict <> 'infected' and o.state in ('deleted', 'quarantined') returning ${objectColumns}`,
  )
  return row
}

/** Sets or lifts a hold; undefined where there are no bytes left to hold. */
export async function setHold(tx: Tx, id: string, hold: boolean): Promise<ObjectRow | undefined> {
  const [row] = await rows<ObjectRow>(
    tx,
    sql`update files.objects o set legal_hold = ${hold}::boolean
        where o.id = ${id}::uuid and o.purged_at is null and o.state in ('scanning', 'stored', 'quarantined', 'deleted') returning ${objectColumns}`,
  )
  return row
}

/** Until when it is kept: `undefined` for as long as its owner wants it. False where it is not stored or not of this owner. */
export async function setRetention(tx: Tx, id: string, owner: string, until: Date | undefined): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set retain_until = ${until?.toISOString() ?? null}::timestamptz
        where id = ${id}::uuid and owner_domain = ${owner} and state in ('scanning', 'stored') returning 1 as one`,
  )
  return changed.length === 1
}

/** What the file belongs to now. */
export async function setOwnerRef(
  tx: Tx,
  id: string,
  owner: string,
  to: { ownerRef: string; subjectUserId: string | undefined; retainUntil: Date | undefined },
): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update files.objects set owner_ref = ${to.ownerRef}, subject_user_id = coalesce(${to.subjectUserId ?? null}::uuid, subject_user_id),
          retain_until = ${to.retainUntil?.toISOString() ?? null}::timestamptz
        where id = ${id}::uuid and owner_domain = ${owner} and state in ('ticket', 'uploaded', 'scanning', 'stored') returning 1 as one`,
  )
  return changed.length === 1
}

/** Every file about a person whose bytes may still exist. */
export async function objectsOfSubject(reader: Reader, userId: string): Promise<ObjectRow[]> {
  return rows<ObjectRow>(
    reader,
    sql`select ${objectColumns} from files.objects o where o.subject_user_id = ${userId}::uuid and o.purged_at is null order by o.id`,
  )
}
