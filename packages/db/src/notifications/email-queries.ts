import { sql, type SQL } from 'drizzle-orm'
import type { Db, Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface EmailRow extends Record<string, unknown> {
  id: string
  intent_id: string
  resend_of: string | null
  kind: string
  class: string
  platform: string
  user_id: string | null
  lead_id: string | null
  to_address: string
  address_hash: string
  to_name: string | null
  subject: string | null
  template_version: string | null
  list_code: string | null
  state: string
  due_at: Date
  priority: number
  provider: string | null
  message_id: string
  attempts: number
  doubts: number
  last_error: string | null
  created_at: Date
  sent_at: Date | null
  redacted: boolean
}
const columns = sql.raw(
  'id, intent_id, resend_of, kind, class, platform, user_id, lead_id, to_address, address_hash, to_name, subject, template_version, list_code, state, due_at, priority, provider, message_id, attempts, doubts, last_error, created_at, sent_at, redacted',
)

export interface EmailInsert {
  readonly id: string
  readonly intentId: string
  readonly resendOf?: string
  readonly kind: string
  readonly class: string
  readonly platform: string
  readonly userId: string | null
  readonly leadId: string | null
  readonly toAddress: string
  readonly addressHash: string
  readonly toName: string | null
  readonly listCode: string | null
  readonly priority: number
  readonly messageId: string
  readonly redacted: boolean
  readonly dueAt: Date
  readonly createdAt: Date
}

export async function insertEmail(tx: Tx, mail: EmailInsert): Promise<void> {
  await rows(
    tx,
    sql`insert into notifications.emails (id, intent_id, resend_of, kind, class, platform, user_id, lead_id, to_address, address_hash, to_name, list_code, state, due_at, priority, message_id, redacted, created_at)
        values (${mail.id}::uuid, ${mail.intentId}::uuid, ${mail.resendOf ?? null}::uuid, ${mail.kind}, ${mail.class}, ${mail.platform}, ${mail.userId}::uuid, ${mail.leadId}::uuid,
          ${mail.toAddress}, ${mail.addressHash}, ${mail.toName}, ${mail.listCode}, 'queued', ${mail.dueAt.toISOString()}::timestamptz, ${mail.priority}, ${mail.messageId}, ${mail.redacted},
          ${mail.createdAt.toISOString()}::timestamptz)`,
  )
}

export async function findEmail(reader: Reader, id: string): Promise<EmailRow | undefined> {
  const [row] = await rows<EmailRow>(reader, sql`select ${columns} from notifications.emails where id = ${id}::uuid`)
  return row
}

export async function findEmailByProvider(reader: Reader, provider: string, providerMessageId: string): Promise<EmailRow | undefined> {
  const [row] = await rows<EmailRow>(
    reader,
    sql`select ${columns} from notifications.emails where provider = ${provider} and provider_message_id = ${providerMessageId}`,
  )
  return row
}

export function emailsOfIntent(reader: Reader, intentId: string): Promise<EmailRow[]> {
  return rows<EmailRow>(reader, sql`select ${columns} from notifications.emails where intent_id = ${intentId}::uuid order by id`)
}

export async function findBody(reader: Reader, id: string): Promise<string | null> {
  const [row] = await rows<{ body_text: string | null }>(reader, sql`select body_text from notifications.emails where id = ${id}::uuid`)
  return row?.body_text ?? null
}

export interface EmailFilter {
  readonly state?: string | undefined
  readonly userId?: string | undefined
  readonly addressHash?: string | undefined
  readonly beforeId?: string | undefined
  readonly limit: number
}
/** Newest first. */
export function pageEmails(db: Db, filter: EmailFilter): Promise<EmailRow[]> {
  const where: SQL[] = [sql`true`]
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`)
  // Of one person as a range: only the index of persons has the rows in this order, so nobody walks the mails of all others.
  if (filter.userId !== undefined) where.push(sql`user_id >= ${filter.userId}::uuid and user_id <= ${filter.userId}::uuid`)
  if (filter.addressHash !== undefined) where.push(sql`address_hash = ${filter.addressHash}`)
  if (filter.beforeId !== undefined) where.push(sql`id < ${filter.beforeId}::uuid`)
  return rows<EmailRow>(
    db,
    sql`select ${columns} from notifications.emails where ${sql.join(where, sql` and `)}
        order by ${filter.userId === undefined ? sql`` : sql`user_id desc, `}id desc limit ${filter.limit}`,
  )
}

/** Unsent mails whose job may be lost: due for a while and still waiting, critical ones first. */
export function dueEmails(reader: Reader, dueBefore: Date, limit: number): Promise<{ id: string; priority: number; due_at: Date }[]> {
  return rows(
    reader,
    sql`select id, priority, due_at from notifications.emails where state in ('queued', 'deferred') and due_at <= ${dueBefore.toISOString()}::timestamptz order by priority, due_at limit ${limit}`,
  )
}

/** Blanks rendered texts older than the retention; at most `limit`, so that one run never holds many locks. */
export async function purgeBodies(tx: Tx, before: Date, limit: number): Promise<number> {
  const purged = await rows(
    tx,
    sql`update notifications.emails set body_text = null
        where id in (select id from notifications.emails where body_text is not null and created_at < ${before.toISOString()}::timestamptz limit ${limit}) returning 1 as one`,
  )
  return purged.length
}
