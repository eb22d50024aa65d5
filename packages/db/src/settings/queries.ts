import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface SettingRow extends Record<string, unknown> {
  key: string
  value: unknown
  version: number
}

export function findValues(reader: Reader): Promise<SettingRow[]> {
  return rows<SettingRow>(reader, sql`select key, value, version from settings.values`)
}

export async function findValue(reader: Reader, key: string): Promise<SettingRow | undefined> {
  const [row] = await rows<SettingRow>(reader, sql`select key, value, version from settings.values where key = ${key}`)
  return row
}

/** Writes the value if, and only if, the setting still has `baseVersion`; answers whether it did. */
export async function setValue(tx: Tx, change: { key: string; value: unknown; baseVersion: number; at: Date }): Promise<boolean> {
  const value = sql`${JSON.stringify(change.value)}::text::jsonb`
  const at = sql`${change.at.toISOString()}::timestamptz`
  const written =
    change.baseVersion === 0
      ? await rows(
          tx,
          sql`insert into settings.values (key, value, version, set_at) values (${change.key}, ${value}, 1, ${at}) on conflict (key) do nothing returning 1 as one`,
        )
      : await rows(
          tx,
          sql`update settings.values set value = ${value}, version = version + 1, set_at = ${at} where key = ${change.key} and version = ${change.baseVersion} returning 1 as one`,
        )
  return written.length === 1
}

export async function insertChange(
  tx: Tx,
  change: { id: string; key: string; old: unknown; value: unknown; baseVersion: number; reason: string; by: string; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`insert into settings.changes (id, key, old, new, base_version, reason, by, at)
        values (${change.id}::uuid, ${change.key}, ${JSON.stringify(change.old ?? null)}::text::jsonb, ${JSON.stringify(change.value)}::text::jsonb,
          ${change.baseVersion}, ${change.reason}, ${change.by}, ${change.at.toISOString()}::timestamptz)`,
  )
}
