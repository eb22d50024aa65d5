import { sql } from 'drizzle-orm'
import type { Db, Reader } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface SignInFact {
  readonly id: string
  readonly at: Date
  readonly userId: string | null
  readonly emailMac: Uint8Array | null
  readonly method: string
  readonly outcome: 'success' | 'refused' | 'throttled'
  readonly reason: string | null
  readonly platform: string
  readonly ip: string | null
  readonly userAgent: string | null
  readonly deviceId: string | null
  readonly sessionId: string | null
  readonly requestId: string
  /** Authentication methods that were shown. */
  readonly amr: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>
}
export async function insertSignIn(reader: Reader, fact: SignInFact): Promise<void> {
  await rows(
    reader,
    sql`insert into identity.sign_in_log (id, at, user_id, email_mac, method, outcome, reason, platform, ip, user_agent, device_id, session_id, request_id, amr, facts)
        values (${fact.id}::uuid, ${instant(fact.at)}, ${fact.userId}::uuid, ${bytea(fact.emailMac)}, ${fact.method}, ${fact.outcome}, ${fact.reason}, ${fact.platform},
          ${fact.ip}, ${fact.userAgent}, ${fact.deviceId}::uuid, ${fact.sessionId}::uuid, ${fact.requestId}, ${texts(fact.amr)}, ${JSON.stringify(fact.facts)}::text::jsonb)`,
  )
}

interface SignInRow extends Record<string, unknown> {
  id: string
  at: Date
  method: string
  outcome: string
  reason: string | null
  platform: string
  ip: string | null
  userAgent: string | null
}
/** Newest first, not older than `since`. */
export function pageSignIns(
  db: Db,
  filter: { userId: string; since: Date; beforeId: string | undefined; limit: number },
): Promise<SignInRow[]> {
  const before = filter.beforeId === undefined ? sql`true` : sql`id < ${filter.beforeId}::uuid`
  return rows(
    db,
    sql`select id, at, method, outcome, reason, platform, ip, user_agent as "userAgent" from identity.sign_in_log
        where user_id = ${filter.userId}::uuid and at >= ${instant(filter.since)} and ${before} order by id desc limit ${filter.limit}`,
  )
}
