import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** Everything about a person that is personal; what waits is cancelled first, so that nothing is sent half blank. */
export async function blankPerson(tx: Tx, userId: string, addressHash: string | null): Promise<void> {
  const mine = sql`(user_id = ${userId}::uuid or (${addressHash}::text is not null and recipient_key = 'address:' || ${addressHash}))`
  const mails = sql`(user_id = ${userId}::uuid or address_hash = ${addressHash})`
  await rows(tx, sql`update notifications.emails set state = 'cancelled' where ${mails} and state in ('queued', 'deferred')`)
  await rows(tx, sql`update notifications.intents set state = 'cancelled' where ${mine} and state in ('requested', 'deferred')`)
  await rows(tx, sql`update notifications.intents set address = null, data = '{}', sealed = null where ${mine}`)
  await rows(
    tx,
    sql`update notifications.emails set to_address = 'erased@invalid', to_name = null, subject = null, body_text = null where ${mails}`,
  )
  await rows(tx, sql`update notifications.suppressions set address = null where address_hash = ${addressHash}`)
  await rows(tx, sql`delete from notifications.notices where user_id = ${userId}::uuid`)
  await rows(tx, sql`delete from notifications.unread where user_id = ${userId}::uuid`)
  await rows(tx, sql`delete from notifications.preferences where user_id = ${userId}::uuid`)
  await rows(tx, sql`delete from notifications.quiet_hours where user_id = ${userId}::uuid`)
}
