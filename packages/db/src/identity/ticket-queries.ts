import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface NewTicket {
  readonly id: string
  readonly kind: 'google-redirect' | 'socket' | 'invite' | 'oauth-state'
  readonly hash: Uint8Array
  readonly userId: string | null
  readonly payload: Uint8Array | null
  readonly now: Date
  readonly expiresAt: Date
}
interface TicketRow extends Record<string, unknown> {
  id: string
  userId: string | null
  payload: Uint8Array | null
}

export async function insertTicket(reader: Reader, ticket: NewTicket): Promise<void> {
  await rows(
    reader,
    sql`insert into identity.tickets (id, kind, hash, user_id, payload, created_at, expires_at)
        values (${ticket.id}::uuid, ${ticket.kind}, ${bytea(ticket.hash)}, ${ticket.userId}::uuid, ${bytea(ticket.payload)}, ${instant(ticket.now)}, ${instant(ticket.expiresAt)})`,
  )
}

/** Spends a ticket; undefined for an unknown, spent or expired one. */
export async function spendTicket(reader: Reader, kind: NewTicket['kind'], hash: Uint8Array, now: Date): Promise<TicketRow | undefined> {
  const [row] = await rows<TicketRow>(
    reader,
    sql`update identity.tickets set consumed_at = ${instant(now)} where hash = ${bytea(hash)} and kind = ${kind} and consumed_at is null and expires_at > ${instant(now)}
        returning id, user_id as "userId", payload`,
  )
  return row
}

/** True for the first use of a token of Google's. */
export async function useGoogleToken(
  tx: Tx,
  { id, hash, now, expiresAt }: { readonly id: string; readonly hash: Uint8Array; readonly now: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const used = await rows(
    tx,
    sql`insert into identity.tickets (id, kind, hash, created_at, expires_at, consumed_at)
        values (${id}::uuid, 'google-token', ${bytea(hash)}, ${instant(now)}, ${instant(expiresAt)}, ${instant(now)})
        on conflict (hash) do nothing returning 1 as one`,
  )
  return used.length === 1
}

/** An unspent ticket, left unspent. */
export async function findTicket(reader: Reader, kind: NewTicket['kind'], hash: Uint8Array, now: Date): Promise<TicketRow | undefined> {
  const [row] = await rows<TicketRow>(
    reader,
    sql`select id, user_id as "userId", payload from identity.tickets where hash = ${bytea(hash)} and kind = ${kind} and consumed_at is null and expires_at > ${instant(now)}`,
  )
  return row
}
export async function findTicketById(reader: Reader, id: string): Promise<(TicketRow & { expiresAt: Date }) | undefined> {
  const [row] = await rows<TicketRow & { expiresAt: Date }>(
    reader,
    sql`select id, user_id as "userId", payload, expires_at as "expiresAt" from identity.tickets where id = ${id}::uuid and consumed_at is null`,
  )
  return row
}
export async function eraseTicketPayload(reader: Reader, id: string): Promise<void> {
  await rows(reader, sql`update identity.tickets set payload = null where id = ${id}::uuid`)
}
/** Links sent earlier to the same person stop working. */
export async function killInvites(tx: Tx, userId: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.tickets set expires_at = ${instant(now)}, payload = null where user_id = ${userId}::uuid and kind = 'invite' and consumed_at is null and expires_at > ${instant(now)}`,
  )
}
