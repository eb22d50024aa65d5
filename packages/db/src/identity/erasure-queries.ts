import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

/** The row stays, empty: ledgers and histories point at its id. Everything that could let the person in goes. */
export async function eraseUserRow(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set state = 'erased', email = 'erased+' || id || '@invalid', email_verified = false, email_verified_at = null, full_name = 'erased',
          phone = null, phone_verified_at = null, profession = null, domain = null, photo_file_id = null, profile_completed_at = null,
          blocked_at = null, blocked_until = null, reason_code = null, blocked_by = null, signup_ip = null, signup_user_agent = null, updated_at = ${instant(now)}
        where id = ${id}::uuid`,
  )
  await rows(tx, sql`update identity.sessions set ip = null, user_agent = null where user_id = ${id}::uuid`)
  await rows(tx, sql`delete from identity.accounts where user_id = ${id}::uuid`)
  await rows(tx, sql`delete from identity.passkeys where user_id = ${id}::uuid`)
  await rows(tx, sql`delete from identity.devices where user_id = ${id}::uuid`)
  await rows(tx, sql`delete from identity.challenges where user_id = ${id}::uuid`)
  await rows(tx, sql`update identity.imported_users set photo_url = null where user_id = ${id}::uuid and photo_url is not null`)
  await rows(tx, sql`delete from identity.tickets where user_id = ${id}::uuid`)
}

const unproven = sql`state = 'active' and role = 'USER' and not email_verified and phone_verified_at is null`

/** A sign-up that nobody finished becomes somebody's invitation; false where it has been finished meanwhile. */
export async function adoptUnprovenRow(
  tx: Tx,
  id: string,
  { fullName, phone, role }: { fullName: string; phone: string | null; role: string },
  now: Date,
): Promise<boolean> {
  const adopted = await rows(
    tx,
    sql`update identity.users set state = 'invited', full_name = ${fullName}, phone = coalesce(${phone}, phone), role = ${role}, updated_at = ${instant(now)}
        where id = ${id}::uuid and ${unproven} returning 1 as one`,
  )
  return adopted.length === 1
}
/** Frees the address of a sign-up that nobody finished. */
export async function eraseUnprovenRow(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set state = 'erased', email = 'erased+' || id || '@invalid', full_name = 'erased', phone = null, profession = null, domain = null,
          signup_ip = null, signup_user_agent = null, updated_at = ${instant(now)}
        where id = ${id}::uuid and ${unproven}`,
  )
}

/** Blocks staff whom nobody has seen since; of the administrators the one seen last stays. The caller holds the lock of all active ones. */
export async function blockDormant(tx: Tx, unseenSince: Date, now: Date, limit: number): Promise<string[]> {
  const blocked = await rows<{ id: string }>(
    tx,
    sql`update identity.users set state = 'blocked', blocked_at = ${instant(now)}, reason_code = 'dormant', updated_at = ${instant(now)}
        where id in (select id from identity.users
          where state = 'active' and class in ('staff', 'privileged') and coalesce(last_active_at, created_at) < ${instant(unseenSince)}
            and id is distinct from (select id from identity.users where role = 'ADMIN' and state = 'active' order by coalesce(last_active_at, created_at) desc, id desc limit 1)
          order by id limit ${limit} for update skip locked)
        returning id`,
  )
  return blocked.map((row) => row.id)
}
