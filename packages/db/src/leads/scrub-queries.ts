import { sql } from 'drizzle-orm'
import { recordset, rows, texts } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

/** Puts numbers on the list of those to ask about; answers how many were not on it. */
export async function askScrub(tx: Tx, values: readonly string[], now: Date): Promise<number> {
  const asked = await rows(
    tx,
    sql`insert into leads.scrub_requests (value_hash, value, asked_at) select leads.value_hash(v), v, ${instant(now)} from unnest(${texts(values)}) v
        order by 1 on conflict do nothing returning 1 as one`,
  )
  return asked.length
}

/** Numbers that wait, in the order of their hashes. */
export function waitingScrubs(reader: Reader, afterHash: string, limit: number): Promise<{ value_hash: string; value: string }[]> {
  return rows(
    reader,
    sql`select value_hash, value from leads.scrub_requests where value_hash > ${afterHash} order by value_hash limit ${limit}`,
  )
}

export interface ScrubInsert extends Record<string, unknown> {
  readonly value: string
  readonly registered: boolean
  readonly categories: readonly string[]
}
/** Keeps what the register said, unless a later reading is known, and takes the numbers off the list. */
export async function keepScrubs(tx: Tx, entries: readonly ScrubInsert[], asOf: Date, reference: string | null): Promise<void> {
  await rows(
    tx,
    sql`with told as (
          select distinct on (hash) hash, registered, categories from (
            select leads.value_hash(value) as hash, registered, categories from ${recordset(entries, 'value text, registered boolean, categories jsonb')}) t order by hash),
        kept as (
          insert into leads.dnd_scrubs as s (value_hash, registered, categories, scrubbed_at, provider_ref)
          select hash, registered, categories, ${instant(asOf)}, ${reference} from told order by hash
          on conflict (value_hash) do update set registered = excluded.registered, categories = excluded.categories, scrubbed_at = excluded.scrubbed_at, provider_ref = excluded.provider_ref
          where s.scrubbed_at <= excluded.scrubbed_at)
        delete from leads.scrub_requests where value_hash in (select hash from told)`,
  )
}

/** Which of these numbers somebody here has, or waits for. */
export async function knownNumbers(reader: Reader, values: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ value: string }>(
    reader,
    sql`select v as value from unnest(${texts(values)}) v
        where exists (select 1 from leads.scrub_requests r where r.value_hash = leads.value_hash(v))
          or exists (select 1 from leads.contact_points p where p.kind = 'phone' and p.value = v and p.role = 'identifying')
          or exists (select 1 from leads.contact_points p where p.kind = 'phone' and p.value = v and p.role = 'shared')`,
  )
  return new Set(found.map(({ value }) => value))
}

/** Requests that nobody renewed for a while: the person is not being advertised to. */
export async function dropOldScrubs(tx: Tx, before: Date): Promise<void> {
  await rows(tx, sql`delete from leads.scrub_requests where asked_at < ${instant(before)}`)
}
