import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'

export interface InboxRow extends Record<string, unknown> {
  id: string
  provider: string
  dedupe_key: string
  event_type: string
  received_at: Date
  state: string
  attempts: number
  last_error: string | null
  due_at: Date | null
  processed_at: Date | null
}
const columns = sql.raw('id, provider, dedupe_key, event_type, received_at, state, attempts, last_error, due_at, processed_at')

export interface InboxFilter {
  readonly provider?: string | undefined
  readonly state?: string | undefined
  /** Bounds of time as bounds of ids, which carry it. */
  readonly fromId?: string | undefined
  readonly beforeId?: string | undefined
  /** Only later ones. */
  readonly afterId?: string | undefined
  /** Only these providers; undefined is all. */
  readonly within?: readonly string[] | undefined
}

/** Newest first. */
export function pageInbox(reader: Reader, filter: InboxFilter & { limit: number }): Promise<InboxRow[]> {
  return rows<InboxRow>(
    reader,
    sql`select ${columns} from webhooks.inbox where ${sql.join(conditions(filter), sql` and `)} order by id desc limit ${filter.limit}`,
  )
}

export interface InboxDetailRow extends InboxRow {
  headers: Record<string, string>
  raw: string | null
  raw_bytes: number
  secret_version: number | null
  outcome: Record<string, unknown> | null
}

export async function findItem(reader: Reader, id: string, within: readonly string[] | undefined): Promise<InboxDetailRow | undefined> {
  const where = [sql`id = ${id}::uuid`, ...conditions({ within })]
  const [row] = await rows<InboxDetailRow>(
    reader,
    sql`select ${columns}, headers, secret_version, outcome, encode(substr(raw, 1, 65536), 'base64') as raw, coalesce(octet_length(raw), 0)::int as raw_bytes
        from webhooks.inbox where ${sql.join(where, sql` and `)}`,
  )
  return row
}

/** Settled, with its body; what nobody handled only where somebody does by now. */
export function isReplayable(handled: readonly string[]): SQL {
  return sql`(state in ('processed', 'dead') or state = 'ignored' and outcome ->> 'unhandled' = 'true' and provider = any(${texts(handled)})) and raw is not null`
}

/** Ids of settled items that can be worked again, oldest first. */
export async function replayableItems(reader: Reader, filter: InboxFilter, handled: readonly string[], limit: number): Promise<string[]> {
  const where = [isReplayable(handled), ...conditions(filter)]
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from webhooks.inbox where ${sql.join(where, sql` and `)} order by id limit ${limit}`,
  )
  return found.map((row) => row.id)
}

/** How many settled items could be worked again, up to `most`. */
export async function countReplayableItems(reader: Reader, filter: InboxFilter, handled: readonly string[], most: number): Promise<number> {
  const where = [isReplayable(handled), ...conditions(filter)]
  const [row] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from (select 1 from webhooks.inbox where ${sql.join(where, sql` and `)} limit ${most}) one`,
  )
  return row?.n ?? 0
}

/** Locks an item for a decision about it. */
export async function lockItem(tx: Tx, id: string, within: readonly string[] | undefined): Promise<InboxRow | undefined> {
  const where = [sql`id = ${id}::uuid`, ...conditions({ within })]
  const [row] = await rows<InboxRow>(tx, sql`select ${columns} from webhooks.inbox where ${sql.join(where, sql` and `)} for update`)
  return row
}

function conditions(filter: InboxFilter): SQL[] {
  const where: SQL[] = [sql`true`]
  if (filter.provider !== undefined) where.push(sql`provider = ${filter.provider}`)
  if (filter.within !== undefined) where.push(sql`provider = any(${texts(filter.within)})`)
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`)
  if (filter.afterId !== undefined) where.push(sql`id > ${filter.afterId}::uuid`)
  if (filter.fromId !== undefined) where.push(sql`id >= ${filter.fromId}::uuid`)
  if (filter.beforeId !== undefined) where.push(sql`id < ${filter.beforeId}::uuid`)
  return where
}
