import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

/** A session that was just made becomes one of a special mode. */
export async function markImpersonation(tx: Tx, sessionId: string, viaUserId: string): Promise<void> {
  await rows(tx, sql`update identity.sessions set kind = 'impersonation', via_user_id = ${viaUserId}::uuid where id = ${sessionId}::uuid`)
}
export async function markBreakGlass(tx: Tx, sessionId: string, openingId: string): Promise<void> {
  await rows(tx, sql`update identity.sessions set kind = 'break-glass', opening_id = ${openingId}::uuid where id = ${sessionId}::uuid`)
}

/** Ends what an administrator looks through, or what looks at a person, and answers the ids. */
export async function endImpersonations(
  tx: Tx,
  whose: { readonly via: string } | { readonly of: string },
  reason: 'closed' | 'displaced' | 'by-admin',
  now: Date,
): Promise<string[]> {
  const where = 'via' in whose ? sql`via_user_id = ${whose.via}::uuid` : sql`user_id = ${whose.of}::uuid`
  const ended = await rows<{ id: string }>(
    tx,
    sql`update identity.sessions set ended_at = ${instant(now)}, end_reason = ${reason}, updated_at = ${instant(now)}
        where kind = 'impersonation' and ended_at is null and ${where} returning id`,
  )
  return ended.map(({ id }) => id)
}
export async function endOpeningSession(tx: Tx, openingId: string, now: Date): Promise<string[]> {
  const ended = await rows<{ id: string }>(
    tx,
    sql`update identity.sessions set ended_at = ${instant(now)}, end_reason = 'closed', updated_at = ${instant(now)}
        where opening_id = ${openingId}::uuid and ended_at is null returning id`,
  )
  return ended.map(({ id }) => id)
}

interface BannerRow extends Record<string, unknown> {
  kind: 'normal' | 'impersonation' | 'break-glass'
  endsAt: Date
  byId: string | null
  byName: string | null
  byRole: Role | null
}
export async function findBanner(reader: Reader, sessionId: string): Promise<BannerRow | undefined> {
  const [row] = await rows<BannerRow>(
    reader,
    sql`select s.kind, s.absolute_expires_at as "endsAt", via.id as "byId", via.full_name as "byName", via.role as "byRole"
        from identity.sessions s left join identity.users via on via.id = s.via_user_id where s.id = ${sessionId}::uuid`,
  )
  return row
}
