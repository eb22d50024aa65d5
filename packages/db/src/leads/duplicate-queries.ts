import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import type { CandidateInsert } from './intake-writes.ts'

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
