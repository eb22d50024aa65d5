import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface AnchorRow extends Record<string, unknown> {
  day: string
  heads: unknown
  /** Hex. */
  digest: string
  /** Base64. */
  signature: string
  /** Which root secret signed it; null is the first, from before versions were kept. */
  key_version: number | null
  computed_at: Date
  receipt: string | null
  published_at: Date | null
}
const columns = sql`to_char(day, 'YYYY-MM-DD') as day, heads, encode(digest, 'hex') as digest, encode(signature, 'base64') as signature, key_version, computed_at, receipt, published_at`

/** The first anchor of a day stays: a second computation finds it and changes nothing. */
export async function insertAnchor(
  tx: Tx,
  anchor: { day: string; heads: unknown; digest: string; signature: string; keyVersion: number; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`insert into audit.anchors (day, heads, digest, signature, key_version, computed_at)
        values (${anchor.day}::date, ${JSON.stringify(anchor.heads)}::text::jsonb, decode(${anchor.digest}, 'hex'), decode(${anchor.signature}, 'base64'), ${anchor.keyVersion}::smallint, ${anchor.at.toISOString()}::timestamptz)
        on conflict (day) do nothing`,
  )
}

export function unpublishedAnchors(reader: Reader): Promise<AnchorRow[]> {
  return rows<AnchorRow>(reader, sql`select ${columns} from audit.anchors where published_at is null order by anchors.day limit 100`)
}

export async function setPublished(tx: Tx, day: string, receipt: string, at: Date): Promise<void> {
  await rows(
    tx,
    sql`update audit.anchors set receipt = ${receipt}, published_at = ${at.toISOString()}::timestamptz where day = ${day}::date and published_at is null`,
  )
}

export function pageAnchors(reader: Reader, beforeDay: string | undefined, limit: number): Promise<AnchorRow[]> {
  return rows<AnchorRow>(
    reader,
    sql`select ${columns} from audit.anchors where ${beforeDay === undefined ? sql`true` : sql`anchors.day < ${beforeDay}::date`} order by anchors.day desc limit ${limit}`,
  )
}

/** Anchors after `afterDay`, published or not, oldest first. */
export function anchorsAfter(reader: Reader, afterDay: string | undefined, limit: number): Promise<AnchorRow[]> {
  return rows<AnchorRow>(
    reader,
    sql`select ${columns} from audit.anchors where ${afterDay === undefined ? sql`true` : sql`anchors.day > ${afterDay}::date`} order by anchors.day limit ${limit}`,
  )
}

/** The newest anchors of each root secret. */
export function sampledAnchors(reader: Reader): Promise<AnchorRow[]> {
  return rows<AnchorRow>(
    reader,
    sql`select ${columns} from (select anchors.*, row_number() over (partition by coalesce(key_version, 1) order by anchors.day desc) as place from audit.anchors) anchors
        where place <= 3`,
  )
}

/** The earliest published anchor that covers an entry. */
export async function anchorCovering(reader: Reader, chain: number, seq: number): Promise<AnchorRow | undefined> {
  const [row] = await rows<AnchorRow>(
    reader,
    sql`select ${columns} from audit.anchors where published_at is not null
          and exists (select 1 from jsonb_to_recordset(anchors.heads) as h(no int, seq bigint) where h.no = ${chain} and h.seq >= ${seq}::bigint)
        order by anchors.day limit 1`,
  )
  return row
}

/** SHA-256 of the bodies in (after, upTo] of a chain, hex, in order. */
export async function bodyDigests(reader: Reader, chain: number, after: number, upTo: number): Promise<string[]> {
  const found = await rows<{ digest: string }>(
    reader,
    sql`select encode(sha256(convert_to(body, 'UTF8')), 'hex') as digest from audit.entries
        where chain = ${chain}::smallint and seq > ${after}::bigint and seq <= ${upTo}::bigint and seq is not null order by seq`,
  )
  return found.map((row) => row.digest)
}
