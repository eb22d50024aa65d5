import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface PageRow extends Record<string, unknown> {
  key: string
  summary: string
  details: Record<string, unknown>
  raised_at: Date
  delivered_at: Date | null
}

/** True for the first who raises this key; everybody after finds it raised. */
export async function insertPage(tx: Tx, page: { key: string; summary: string; details: unknown; at: Date }): Promise<boolean> {
  const made = await rows(
    tx,
    sql`insert into audit.pages (key, summary, details, raised_at)
        values (${page.key}, ${page.summary}, ${JSON.stringify(page.details)}::text::jsonb, ${page.at.toISOString()}::timestamptz)
        on conflict (key) do nothing returning key`,
  )
  return made.length > 0
}

export async function findPage(reader: Reader, key: string): Promise<PageRow | undefined> {
  const [row] = await rows<PageRow>(reader, sql`select key, summary, details, raised_at, delivered_at from audit.pages where key = ${key}`)
  return row
}

export async function setDelivered(tx: Tx, key: string, at: Date): Promise<void> {
  await rows(tx, sql`update audit.pages set delivered_at = ${at.toISOString()}::timestamptz where key = ${key} and delivered_at is null`)
}

/** Days of anchors that were computed before `lateBefore` and are not published. */
export async function lateAnchorDays(reader: Reader, lateBefore: Date): Promise<string[]> {
  const found = await rows<{ day: string }>(
    reader,
    sql`select to_char(day, 'YYYY-MM-DD') as day from audit.anchors
        where published_at is null and computed_at < ${lateBefore.toISOString()}::timestamptz order by anchors.day limit 100`,
  )
  return found.map((row) => row.day)
}
