import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Tx } from '../driver/types.ts'

export interface DueFollowUp extends Record<string, unknown> {
  id: string
  lead_id: string
  owner_id: string
  due_at: Date
}

/** Marks due ones as told about and answers them: a second sweep finds none of them. */
export function claimDueFollowUps(tx: Tx, now: Date, limit: number): Promise<DueFollowUp[]> {
  return rows<DueFollowUp>(
    tx,
    sql`update leads.follow_ups f set notified_at = ${now.toISOString()}::timestamptz from (
          select id from leads.follow_ups where state = 'open' and notified_at is null and due_at <= ${now.toISOString()}::timestamptz
          order by due_at limit ${limit} for update skip locked) due
        where f.id = due.id returning f.id, f.lead_id, f.owner_id, f.due_at`,
  )
}

/** Open ones that were due before `cutoff` are missed; their leads thereby change. */
export async function missFollowUps(tx: Tx, cutoff: Date, now: Date, limit: number): Promise<number> {
  const at = instant(now)
  const [missed] = await rows<{ n: number }>(
    tx,
    sql`with missed as (
          update leads.follow_ups f set state = 'missed', missed_at = ${at} from (
            select id from leads.follow_ups where state = 'open' and notified_at is not null and due_at <= ${instant(cutoff)}
            order by due_at limit ${limit} for update skip locked) late
          where f.id = late.id returning f.lead_id),
        touched as (select id from leads.leads where id in (select lead_id from missed) order by id for no key update),
        changed as (update leads.leads l set updated_at = greatest(l.updated_at, ${at}) from touched where l.id = touched.id)
        select count(*)::int as n from missed`,
  )
  return missed?.n ?? 0
}

/** Moves the appended deltas into the counts. Writers never wait for this: they only append. */
export async function foldDeltas(tx: Tx, limit: number): Promise<number> {
  const [folded] = await rows<{ n: number }>(
    tx,
    sql`with taken as (
          delete from leads.pool_count_deltas where id in (select id from leads.pool_count_deltas order by id limit ${limit} for update skip locked)
          returning dimension, key, status, delta),
        sums as (select dimension, key, status, sum(delta) as delta from taken group by 1, 2, 3 order by 1, 2, 3),
        counted as (
          insert into leads.pool_counts as c (dimension, key, status, count) select dimension, key, status, delta from sums
          on conflict on constraint pool_counts_pkey do update set count = c.count + excluded.count)
        select count(*)::int as n from taken`,
  )
  return folded?.n ?? 0
}

export interface ExpiredConsent extends Record<string, unknown> {
  id: string
  value_hash: string
  channel: string
  purpose: string
  basis: string
  lead_id: string | null
}

/** Consents whose life is over and nobody was told yet. */
export function claimExpiredConsents(tx: Tx, now: Date, limit: number): Promise<ExpiredConsent[]> {
  return rows<ExpiredConsent>(
    tx,
    sql`update leads.consents c set expired_at = ${now.toISOString()}::timestamptz from (
          select id from leads.consents where expires_at is not null and expired_at is null and expires_at <= ${now.toISOString()}::timestamptz
          order by expires_at limit ${limit} for update skip locked) gone
        where c.id = gone.id returning c.id, c.value_hash, c.channel, c.purpose, c.basis, c.lead_id`,
  )
}
