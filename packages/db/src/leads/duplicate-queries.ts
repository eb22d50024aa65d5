import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import type { CandidateInsert } from './intake-inserts.ts'

export interface LookAlike extends Record<string, unknown> {
  lead_id: string
  lead_name: string
  other_id: string
  other_name: string
  same_city: boolean
  same_college: boolean
}

/** Live leads whose given name sounds the same and who share city or college with one of these; at most 50 each. */
export function findLookAlikes(reader: Reader, leadIds: readonly string[]): Promise<LookAlike[]> {
  return rows<LookAlike>(
    reader,
    sql`select l.id as lead_id, l.full_name as lead_name, o.id as other_id, o.full_name as other_name, o.same_city, o.same_college
        from leads.leads l cross join lateral (
          select c.id, c.full_name, coalesce(lower(c.city) = lower(l.city), false) as same_city, coalesce(lower(c.college) = lower(l.college), false) as same_college
          from leads.leads c
          where c.name_key = l.name_key and c.root_id = c.id and c.name_key <> '' and c.id <> l.id and c.status <> 'withdrawn'
            and (lower(c.city) = lower(l.city) or lower(c.college) = lower(l.college))
          order by c.id desc limit 50) o
        where l.id = any(${uuids(leadIds)}) and l.root_id = l.id and l.name_key <> ''`,
  )
}

export async function insertCandidates(tx: Tx, candidates: readonly CandidateInsert[]): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.duplicate_candidates (id, lead_a, lead_b, score_bp, signals, found_at)
        select id, lead_a, lead_b, score_bp, signals, found_at
        from ${recordset(candidates, 'id uuid, lead_a uuid, lead_b uuid, score_bp int, signals jsonb, found_at timestamptz')}
        on conflict on constraint duplicate_candidates_pair_key do nothing`,
  )
}

export interface PairRow extends Record<string, unknown> {
  id: string
  score_bp: number
  signals: string[]
  a_id: string
  a_number: string
  a_name: string
  b_id: string
  b_number: string
  b_name: string
}

/** Open pairs of two live leads, most alike first; for a head, pairs with a lead of the head's pool. */
export function pagePairs(
  reader: Reader,
  filter: { headId: string | undefined; leadId: string | undefined },
  after: { scoreBp: number; id: string } | undefined,
  limit: number,
): Promise<PairRow[]> {
  const parts = [
    sql`c.state = 'open' and a.root_id = a.id and b.root_id = b.id and a.status <> 'withdrawn' and b.status <> 'withdrawn'`,
    ...(filter.headId === undefined ? [] : [sql`${filter.headId}::uuid in (a.owning_head_id, b.owning_head_id)`]),
    ...(filter.leadId === undefined ? [] : [sql`${filter.leadId}::uuid in (c.lead_a, c.lead_b)`]),
    ...(after === undefined ? [] : [sql`(c.score_bp, c.id) < (${after.scoreBp}::int, ${after.id}::uuid)`]),
  ]
  return rows<PairRow>(
    reader,
    sql`select c.id, c.score_bp, c.signals, a.id as a_id, a.number::text as a_number, a.full_name as a_name, b.id as b_id, b.number::text as b_number, b.full_name as b_name
        from leads.duplicate_candidates c join leads.leads a on a.id = c.lead_a join leads.leads b on b.id = c.lead_b
        where ${sql.join(parts, sql` and `)} order by c.score_bp desc, c.id desc limit ${limit}`,
  )
}

/** Marks an open pair as two people; for a head only when one of them is in the head's pool. */
export async function dismissPair(tx: Tx, id: string, headId: string | undefined): Promise<{ lead_a: string; lead_b: string } | undefined> {
  const mine =
    headId === undefined
      ? sql`true`
      : sql`exists (select 1 from leads.leads l where l.id in (c.lead_a, c.lead_b) and l.owning_head_id = ${headId}::uuid)`
  const [pair] = await rows<{ lead_a: string; lead_b: string }>(
    tx,
    sql`update leads.duplicate_candidates c set state = 'dismissed' where c.id = ${id}::uuid and c.state = 'open' and ${mine} returning c.lead_a, c.lead_b`,
  )
  return pair
}
