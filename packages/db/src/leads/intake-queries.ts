import { sql } from 'drizzle-orm'
import { recordset, rows, texts, uuids } from '../rows.ts'
import type { Tx } from '../driver/types.ts'
import type { KnownColumns } from './intake-inserts.ts'

export interface ContactKey extends Record<string, unknown> {
  readonly kind: 'phone' | 'email'
  readonly value: string
}
export interface IntakeKey extends Record<string, unknown> {
  readonly channel: string
  readonly source_ref: string
}

/** What a batch of arrivals can meet, besides the leads themselves. */
export interface IntakeLookup extends Record<string, unknown> {
  /** Live lead that each value identifies. */
  owners: { kind: string; value: string; root_id: string }[]
  /** Intakes that came before under the same name. `lead_id` is the live lead. */
  repeats: {
    channel: string
    source_ref: string
    id: string
    outcome: string
    matched_by: string | null
    reject_code: string | null
    lead_id: string | null
  }[]
  products: { code: string; current_session_year: number | null }[]
  sources: { id: string; code: string; default_head_id: string | null }[]
  campaigns: {
    id: string
    code: string
    source_id: string
    source_code: string
    default_head_id: string | null
    product_code: string
    session_year: number | null
  }[]
  tags: { id: string; slug: string }[]
}

export interface IntakeWanted {
  readonly contacts: readonly ContactKey[]
  readonly intakes: readonly IntakeKey[]
  readonly products: readonly string[]
  readonly sources: readonly string[]
  readonly campaigns: readonly string[]
  readonly tags: readonly string[]
}

/**
 * Everything a batch names, in one round trip. The laterals with their limits keep to one index probe for each value: a planner that
 * takes the batch for larger than it is would read the whole table instead.
 */
export async function lookUpIntake(tx: Tx, wanted: IntakeWanted): Promise<IntakeLookup> {
  const [found] = await rows<IntakeLookup>(
    tx,
    sql`select
      (select coalesce(jsonb_agg(jsonb_build_object('kind', p.kind, 'value', p.value, 'root_id', l.root_id)), '[]')
         from ${recordset(wanted.contacts, 'kind text, value text', 'w')}
         cross join lateral (select kind, value, lead_id from leads.contact_points where kind = w.kind and value = w.value and role = 'identifying' limit 1) p
         cross join lateral (select root_id from leads.leads where id = p.lead_id limit 1) l) as owners,
      (select coalesce(jsonb_agg(jsonb_build_object('channel', i.channel, 'source_ref', i.source_ref, 'id', i.id, 'outcome', i.outcome,
           'matched_by', i.matched_by, 'reject_code', i.reject_code, 'lead_id', l.root_id)), '[]')
         from ${recordset(wanted.intakes, 'channel text, source_ref text', 'w')}
         cross join lateral (select * from leads.intakes where channel = w.channel and source_ref = w.source_ref limit 1) i
         left join leads.leads l on l.id = i.lead_id) as repeats,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'current_session_year', current_session_year)), '[]')
         from leads.products where active and code = any(${texts(wanted.products)})) as products,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'code', code, 'default_head_id', default_head_id)), '[]')
         from leads.sources where code = any(${texts(wanted.sources)})) as sources,
      (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'source_id', c.source_id, 'source_code', s.code,
           'default_head_id', s.default_head_id, 'product_code', c.product_code, 'session_year', c.session_year)), '[]')
         from leads.campaigns c join leads.sources s on s.id = c.source_id where c.code = any(${texts(wanted.campaigns)})) as campaigns,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'slug', slug)), '[]')
         from leads.tags where retired_at is null and slug = any(${texts(wanted.tags)})) as tags`,
  )
  return found ?? { owners: [], repeats: [], products: [], sources: [], campaigns: [], tags: [] }
}

/** Locks in id order, so that two batches meeting the same people queue instead of deadlocking. */
export async function lockLeads(tx: Tx, ids: readonly string[]): Promise<void> {
  await rows(tx, sql`select id from leads.leads where id = any(${uuids(ids)}) order by id for no key update`)
}

export interface KnownLead extends KnownColumns, Record<string, unknown> {
  id: string
  reopened: number
  version: number
  status_since: Date
  /** Of the whole family of merged leads. */
  points: { kind: 'phone' | 'email'; value: string; is_primary: boolean }[]
  interests: { product_code: string; session_year: number }[]
  tags: string[]
}

export function loadLeads(tx: Tx, ids: readonly string[]): Promise<KnownLead[]> {
  return rows<KnownLead>(
    tx,
    sql`select l.id, l.full_name, l.status, l.lost_reason, l.city, l.state, l.college, l.graduation_year, l.profession, l.language, l.extra,
          l.owning_head_id, l.reopened, l.version, l.status_since,
          (select coalesce(jsonb_agg(jsonb_build_object('kind', p.kind, 'value', p.value, 'is_primary', p.is_primary and p.lead_id = l.id) order by p.id), '[]')
             from leads.contact_points p
             where p.lead_id = any(array(select l.id union all select m.id from leads.leads m where m.root_id = l.id and m.root_id <> m.id))) as points,
          (select coalesce(jsonb_agg(jsonb_build_object('product_code', i.product_code, 'session_year', i.session_year)), '[]')
             from leads.interests i where i.lead_id = l.id) as interests,
          (select coalesce(jsonb_agg(g.tag_id), '[]') from leads.lead_tags g where g.lead_id = l.id) as tags
        from leads.leads l where l.id = any(${uuids(ids)})`,
  )
}

/** True when people, or an undone merge, have said that these two are not one person. */
export async function wereKeptApart(tx: Tx, a: string, b: string): Promise<boolean> {
  const [lower, upper] = a < b ? [a, b] : [b, a]
  const found = await rows(
    tx,
    sql`select 1 as one from leads.duplicate_candidates where lead_a = ${lower}::uuid and lead_b = ${upper}::uuid and state = 'dismissed'
        union all
        select 1 from leads.merges where undone_at is not null
          and ((survivor_id = ${lower}::uuid and absorbed_id = ${upper}::uuid) or (survivor_id = ${upper}::uuid and absorbed_id = ${lower}::uuid))
        limit 1`,
  )
  return found.length > 0
}
