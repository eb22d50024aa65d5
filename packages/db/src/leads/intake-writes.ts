import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Tx } from '../driver/types.ts'
import type {
  ActivityInsert,
  CandidateInsert,
  IntakeInsert,
  InterestInsert,
  LeadChange,
  LeadInsert,
  LeadTagInsert,
  PointInsert,
  StatusChangeInsert,
} from './intake-inserts.ts'

/**
 * Claims values for leads, in (kind, value) order so that writers queue and never deadlock. Answers how many were claimed: fewer than
 * asked means that another transaction claimed one first.
 */
async function claimPoints(tx: Tx, points: readonly PointInsert[]): Promise<number> {
  const claimed = await rows<{ n: number }>(
    tx,
    sql`with claimed as (
          insert into leads.contact_points (id, lead_id, kind, value, role, is_primary, phone_type)
          select id, lead_id, kind, value, role, is_primary, phone_type
          from ${recordset(points, 'id uuid, lead_id uuid, kind text, value text, role text, is_primary boolean, phone_type text')}
          order by kind, value, role
          on conflict (kind, value) where role = 'identifying' do nothing
          returning 1 as one)
        select count(*)::int as n from claimed`,
  )
  return claimed[0]?.n ?? 0
}

export interface IntakeWrites {
  readonly newLeads: readonly LeadInsert[]
  readonly changedLeads: readonly LeadChange[]
  readonly intakes: readonly IntakeInsert[]
  readonly activities: readonly ActivityInsert[]
  readonly statusChanges: readonly StatusChangeInsert[]
  readonly interests: readonly InterestInsert[]
  readonly leadTags: readonly LeadTagInsert[]
  readonly candidates: readonly CandidateInsert[]
}

/** All rows of a batch but its contact points, in one statement. Answers how many intakes were new by their name. */
async function writeIntake(tx: Tx, writes: IntakeWrites): Promise<number> {
  const written = await rows<{ n: number }>(
    tx,
    sql`with
      created as (
        insert into leads.leads (id, platform, full_name, name_key, status, city, state, college, graduation_year, profession, language, extra,
          owning_head_id, captured_by, first_source_id, first_intake_at, last_activity_at, status_since, root_id, updated_at, version)
        select id, platform, full_name, name_key, status, city, state, college, graduation_year, profession, language, extra,
          owning_head_id, captured_by, first_source_id, at, at, at, id, at, version
        from ${recordset(writes.newLeads, `id uuid, platform text, full_name text, name_key text, status text, ${plainColumns}, captured_by uuid, first_source_id uuid, at timestamptz, version int`)}),
      changed as (
        update leads.leads l set full_name = r.full_name, name_key = r.name_key, status = r.status, lost_reason = r.lost_reason, status_since = r.status_since,
          city = r.city, state = r.state, college = r.college, graduation_year = r.graduation_year, profession = r.profession, language = r.language,
          extra = r.extra, owning_head_id = r.owning_head_id, reopened = r.reopened, last_activity_at = greatest(l.last_activity_at, r.at), updated_at = r.at, version = r.version
        from ${recordset(writes.changedLeads, `id uuid, full_name text, name_key text, status text, lost_reason text, status_since timestamptz, ${plainColumns}, reopened int, version int, at timestamptz`)}
        where l.id = r.id),
      taken as (
        insert into leads.intakes (id, channel, source_ref, raw, normalised, campaign_id, source_id, vendor_id, import_id, owning_head_id, captured_by,
          outcome, matched_by, reject_code, lead_id, merge_id, before, at)
        select id, channel, source_ref, raw, normalised, campaign_id, source_id, vendor_id, import_id, owning_head_id, captured_by,
          outcome, matched_by, reject_code, lead_id, merge_id, before, at
        from ${recordset(writes.intakes, 'id uuid, channel text, source_ref text, raw jsonb, normalised jsonb, campaign_id uuid, source_id uuid, vendor_id uuid, import_id uuid, owning_head_id uuid, captured_by uuid, outcome text, matched_by text, reject_code text, lead_id uuid, merge_id uuid, before jsonb, at timestamptz')}
        order by channel, source_ref
        on conflict on constraint intakes_source_key do nothing
        returning 1 as one),
      journaled as (
        insert into leads.activities (id, lead_id, kind, channel, direction, actor, occurred_at, source_ref, data)
        select id, lead_id, kind, channel, direction, actor, occurred_at, source_ref, data
        from ${recordset(writes.activities, 'id uuid, lead_id uuid, kind text, channel text, direction text, actor text, occurred_at timestamptz, source_ref text, data jsonb')}),
      moved as (
        insert into leads.status_changes (id, lead_id, from_status, to_status, disposition, reason, actor, at, seconds_in_previous)
        select id, lead_id, from_status, to_status, disposition, reason, actor, at, seconds_in_previous
        from ${recordset(writes.statusChanges, 'id uuid, lead_id uuid, from_status text, to_status text, disposition text, reason text, actor text, at timestamptz, seconds_in_previous bigint')}),
      interested as (
        insert into leads.interests (id, lead_id, product_code, session_year, first_intake_id)
        select id, lead_id, product_code, session_year, first_intake_id
        from ${recordset(writes.interests, 'id uuid, lead_id uuid, product_code text, session_year smallint, first_intake_id uuid')}
        on conflict on constraint interests_lead_product_key do nothing),
      tagged as (
        insert into leads.lead_tags (lead_id, tag_id, at)
        select lead_id, tag_id, at from ${recordset(writes.leadTags, 'lead_id uuid, tag_id uuid, at timestamptz')}
        on conflict on constraint lead_tags_pkey do nothing),
      suspected as (
        insert into leads.duplicate_candidates (id, lead_a, lead_b, score_bp, signals, found_at)
        select id, lead_a, lead_b, score_bp, signals, found_at
        from ${recordset(writes.candidates, 'id uuid, lead_a uuid, lead_b uuid, score_bp int, signals jsonb, found_at timestamptz')}
        on conflict on constraint duplicate_candidates_pair_key do nothing)
      select count(*)::int as n from taken`,
  )
  return written[0]?.n ?? 0
}
const plainColumns =
  'city text, state text, college text, graduation_year smallint, profession text, language text, extra jsonb, owning_head_id uuid'

/**
 * Claims and writes a batch as one step that can be taken back: false, and nothing written, when another transaction claimed a value or
 * an arrival's name first.
 */
export async function commitIntake(tx: Tx, points: readonly PointInsert[], writes: IntakeWrites): Promise<boolean> {
  try {
    await tx.transaction(async (step) => {
      await rows(step, sql`set constraints leads.contact_points_lead_fk deferred`)
      if (points.length > 0 && (await claimPoints(step, points)) < points.length) throw new Overtaken()
      if ((await writeIntake(step, writes)) < writes.intakes.length) throw new Overtaken()
      await rows(step, sql`set constraints leads.contact_points_lead_fk immediate`)
    })
    return true
  } catch (thrown) {
    if (thrown instanceof Overtaken) return false
    throw thrown
  }
}
/** Only rolls the savepoint back; it never leaves this file. */
class Overtaken extends Error {}
