import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Db, Tx } from '../driver/types.ts'

interface KeyClaim {
  readonly actor: string
  readonly verb: string
  readonly key: string
  readonly bodyHash: string
}

/** The first request with a key inserts it; a concurrent second one waits here and then reads the stored answer. */
export async function claimKey(
  tx: Tx,
  claim: KeyClaim,
  now: Date,
): Promise<{ fresh: true } | { fresh: false; bodyHash: string; response: unknown }> {
  const inserted = await rows(
    tx,
    sql`insert into requests.keys (actor, verb, key, body_hash, created_at)
        values (${claim.actor}, ${claim.verb}, ${claim.key}, ${claim.bodyHash}, ${now.toISOString()}::timestamptz)
        on conflict do nothing returning 1 as one`,
  )
  if (inserted.length === 1) return { fresh: true }
  const [stored] = await rows<{ body_hash: string; response: unknown }>(
    tx,
    sql`select body_hash, response from requests.keys where actor = ${claim.actor} and verb = ${claim.verb} and key = ${claim.key}`,
  )
  // The row can only be missing if the sweep deleted it between the two statements: then the key is free again.
  if (stored === undefined) return claimKey(tx, claim, now)
  return { fresh: false, bodyHash: stored.body_hash, response: stored.response }
}

export async function storeAnswer(tx: Tx, claim: KeyClaim, response: unknown): Promise<void> {
  await rows(
    tx,
    sql`update requests.keys set response = ${JSON.stringify(response ?? null)}::text::jsonb
        where actor = ${claim.actor} and verb = ${claim.verb} and key = ${claim.key}`,
  )
}

export async function deleteOldKeys(tx: Tx, before: Date): Promise<void> {
  await rows(tx, sql`delete from requests.keys where created_at < ${before.toISOString()}::timestamptz`)
  await rows(tx, sql`delete from requests.rates where window_start < ${before.toISOString()}::timestamptz`)
}

/** Adds `count` to a window and answers the new total of all processes. */
export async function addToRate(db: Db, bucket: string, windowStart: Date, count: number): Promise<number> {
  const [row] = await addToRates(db, [{ bucket, windowStart: windowStart.toISOString(), count }])
  return row?.used ?? count
}

/**
 * The same for many windows in one statement; answers the new totals. Every process takes them in the order of their
 * names, so that two of them never wait for each other.
 */
export function addToRates(
  db: Db,
  counts: readonly { readonly bucket: string; readonly windowStart: string; readonly count: number }[],
): Promise<{ bucket: string; used: number }[]> {
  return rows(
    db,
    sql`insert into requests.rates as r (bucket, window_start, used)
        select bucket, "windowStart", count from ${recordset(counts, 'bucket text, "windowStart" timestamptz, count int', 'c')} order by bucket, "windowStart"
        on conflict (bucket, window_start) do update set used = r.used + excluded.used returning bucket, used`,
  )
}
