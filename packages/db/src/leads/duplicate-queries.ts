import { sql, type SQL } from 'drizzle-orm'
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

/**
 * Live leads whose given name sounds the same and who share city or college with one of these; the newest 50 of each. City and college are
 * looked up each by its own index: one question for both would read everybody of the name.
 */
export function findLookAlikes(reader: Reader, leadIds: readonly string[]): Promise<LookAlike[]> {
  return rows<LookAlike>(
    reader,
    sql`select l.id as lead_id, l.full_name as lead_name, o.id as other_id, o.full_name as other_name, o.same_city, o.same_college
        from leads.leads l cross join lateral (
          select c.id, c.full_name, coalesce(lower(c.city) = lower(l.city), false) as same_city, coalesce(lower(c.college) = lower(l.college), false) as same_college
          from (${namesakes(sql`city`)} union ${namesakes(sql`college`)}) c order by c.id desc limit 50) o
        where l.id = any(${uuids(leadIds)}) and l.root_id = l.id and l.name_key <> ''`,
  )
}

/** The newest 50 who share the column with the lead `l`. */
function namesakes(column: SQL): SQL {
  return sql`(select id, full_name, city, college from leads.leads
    where name_key = l.name_key and root_id = id and name_key <> '' and ${column} is not null and lower(${column}) = lower(l.${column})
      and id <> l.id and status <> 'withdrawn' order by id desc limit 50)`
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

export interface PairRow {
  signals: string[]
  a_id: string
  a_number: string
  a_name: string
  b_id: string
  b_number: string
  b_name: string
}

export interface LookedAtPair extends Record<string, unknown> {
  id: string
  score_bp: number
  /** Null where the pair is not wanted: a lead is gone, or neither is in the head's pool. */
  pair: PairRow | null
}

/**
 * The next open pairs, most alike first, and of each whether it is of two live leads and, for a head, has one of the head's pool. Which
 * pool a lead is in stands with the lead, so no index finds a head's pairs: the walk is bounded by what it looks at.
 */
export function walkPairs(
  reader: Reader,
  filter: { headId: string | undefined; leadId: string | undefined },
  after: { scoreBp: number; id: string } | undefined,
  take: number,
): Promise<LookedAtPair[]> {
  const open = sql`c.state = 'open' and ${after === undefined ? sql`true` : sql`(c.score_bp, c.id) < (${after.scoreBp}::int, ${after.id}::uuid)`}`
  const columns = sql`c.id, c.score_bp, c.signals, c.lead_a, c.lead_b`
  const pairs =
    filter.leadId === undefined
      ? sql`select ${columns} from leads.duplicate_candidates c where ${open}`
      : sql`select ${columns} from leads.duplicate_candidates c where c.lead_a = ${filter.leadId}::uuid and ${open}
            union all select ${columns} from leads.duplicate_candidates c where c.lead_b = ${filter.leadId}::uuid and ${open}`
  const inPool = filter.headId === undefined ? sql`true` : sql`${filter.headId}::uuid in (a.owning_head_id, b.owning_head_id)`
  return rows<LookedAtPair>(
    reader,
    sql`with looked as materialized (${pairs} order by score_bp desc, id desc limit ${take})
        select p.id, p.score_bp, case when a.root_id = a.id and b.root_id = b.id and a.status <> 'withdrawn' and b.status <> 'withdrawn' and ${inPool}
          then jsonb_build_object('signals', p.signals, 'a_id', a.id, 'a_number', a.number::text, 'a_name', a.full_name, 'b_id', b.id,
            'b_number', b.number::text, 'b_name', b.full_name) end as pair
        from looked p
        cross join lateral (select * from leads.leads where id = p.lead_a limit 1) a
        cross join lateral (select * from leads.leads where id = p.lead_b limit 1) b order by p.score_bp desc, p.id desc`,
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
