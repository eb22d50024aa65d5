import { sql, type SQL } from 'drizzle-orm'

/** An instant as a parameter that both drivers bind alike; null stays null. */
export function instant(at: Date | null): SQL {
  return sql`${at === null ? null : at.toISOString()}::timestamptz`
}

/** Bytes as a parameter that both drivers bind alike; null stays null. */
export function bytea(bytes: Uint8Array | null): SQL {
  return sql`decode(${bytes === null ? null : Buffer.from(bytes).toString('hex')}::text, 'hex')`
}
