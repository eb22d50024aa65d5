import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** Takes the right to check a file until `until`; false while somebody else has it, or when nothing is left to check. */
export async function leaseCheck(tx: Tx, id: string, now: Date, until: Date): Promise<boolean> {
  const leased = await rows(
    tx,
    sql`update files.uploads u set checking_until = ${until.toISOString()}::timestamptz
        from files.objects o where u.object_id = ${id}::uuid and o.id = u.object_id and o.state = 'scanning'
          and (u.checking_until is null or u.checking_until <= ${now.toISOString()}::timestamptz) returning 1 as one`,
  )
  return leased.length === 1
}

export async function releaseCheck(tx: Tx, id: string): Promise<void> {
  await rows(tx, sql`update files.uploads set checking_until = null where object_id = ${id}::uuid`)
}

/** What reading the whole file has told. */
export async function setHash(tx: Tx, id: string, sha256: string): Promise<void> {
  await rows(tx, sql`update files.objects set sha256 = decode(${sha256}::text, 'hex') where id = ${id}::uuid and state = 'scanning'`)
}

export interface Settled {
  readonly state: 'stored' | 'quarantined'
  readonly verdict: 'clean' | 'infected' | 'unscannable'
  readonly reason: string | undefined
  readonly size: number
  readonly sha256: string
  readonly width: number | undefined
  readonly height: number | undefined
  readonly retainUntil: Date | undefined
  readonly now: Date
}

/** The verdict is known and the bytes are durable. One of many callers gets true. */
export async function markSettled(tx: Tx, id: string, s: Settled): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`with settled as (
          update files.objects set state = ${s.state}, verdict = ${s.verdict}, reject_reason = ${s.reason ?? null}, size = ${s.size}::bigint,
            sha256 = decode(${s.sha256}::text, 'hex'), width = coalesce(${s.width ?? null}::int, width), height = coalesce(${s.height ?? null}::int, height),
            retain_until = coalesce(retain_until, ${s.retainUntil?.toISOString() ?? null}::timestamptz), stored_at = ${s.now.toISOString()}::timestamptz
          where id = ${id}::uuid and state = 'scanning' returning id)
        update files.uploads set completed_at = ${s.now.toISOString()}::timestamptz where object_id in (select id from settled) returning 1 as one`,
  )
  return changed.length === 1
}

/** A file that we made: written, known, and never scanned by anybody else. */
export async function markMade(
  tx: Tx,
  id: string,
  made: { type: string; size: number; sha256: string; retainUntil: Date | undefined; now: Date },
) {
  const changed = await rows(
    tx,
    sql`with made as (
          update files.objects set state = 'stored', verdict = 'clean', type = ${made.type}, size = ${made.size}::bigint, sha256 = decode(${made.sha256}::text, 'hex'),
            retain_until = ${made.retainUntil?.toISOString() ?? null}::timestamptz, stored_at = ${made.now.toISOString()}::timestamptz
          where id = ${id}::uuid and state = 'ticket' returning id)
        update files.uploads set completed_at = ${made.now.toISOString()}::timestamptz where object_id in (select id from made) returning 1 as one`,
  )
  return changed.length === 1
}

/** Files that wait for a verdict and that nobody is checking now. */
export async function waitingChecks(reader: Reader, now: Date, after: string, limit: number): Promise<{ id: string; purpose: string }[]> {
  return rows(
    reader,
    sql`select o.id, o.purpose from files.objects o join files.uploads u on u.object_id = o.id
        where o.state = 'scanning' and o.id > ${after}::uuid and (u.checking_until is null or u.checking_until <= ${now.toISOString()}::timestamptz)
        order by o.id limit ${limit}`,
  )
}
