import { sql, type SQL } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ConsentRow extends Record<string, unknown> {
  id: string
  channel: string
  purpose: string
  state: string
  basis: string
  at: string
  expires_at: string | null
}
export interface GateRow extends Record<string, unknown> {
  n: number
  value_hash: string
  bad: boolean
  lead_id: string | null
  time_zone: string | null
  consents: ConsentRow[]
  scrub: { at: string; registered: boolean } | null
  days: { day: string; class: 'call' | 'promo'; attempts: number }[]
}

const everyConsent = sql`select id, channel, purpose, state, basis, at, expires_at from leads.consents where value_hash = h.hash order by at desc`

/**
 * The consents that can decide at an instant, however many there are: of each channel and purpose the last grant and the
 * last withdrawal, of each basis what lasts longest, each up to then and since.
 */
function decidingConsents(asOf: Date): SQL {
  const by = sql`at <= ${asOf.toISOString()}::timestamptz`
  return sql`select id, channel, purpose, state, basis, at, expires_at from (
               select *, row_number() over (partition by channel, purpose, state, ${by} order by at desc) as nth_last,
                 row_number() over (partition by channel, purpose, state, basis, ${by}, expires_at is null order by coalesce(expires_at, at) desc) as nth_longest
               from leads.consents where value_hash = h.hash) told
             where nth_last = 1 or nth_longest = 1 order by at desc`
}

/**
 * Everything the gate needs about up to 200 values, in one round trip. `from` is the first IST day that counts. `asOf` is
 * the instant that is asked about, or several.
 */
export function loadGateFacts(
  reader: Reader,
  values: readonly { value: string; lead_id: string | null }[],
  from: string,
  asOf: Date | 'any',
): Promise<GateRow[]> {
  const numbered = values.map((one, n) => ({ n, kind: one.value.includes('@') ? 'email' : 'phone', ...one }))
  return rows<GateRow>(
    reader,
    sql`select w.n, h.hash as value_hash, coalesce(point.bad, false) as bad, coalesce(w.lead_id, point.root_id) as lead_id, point.time_zone,
          (select coalesce(jsonb_agg(c), '[]') from (${asOf === 'any' ? everyConsent : decidingConsents(asOf)}) c) as consents,
          (select jsonb_build_object('at', s.scrubbed_at, 'registered', s.registered) from leads.dnd_scrubs s where s.value_hash = h.hash) as scrub,
          (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'class', d.channel_class, 'attempts', d.attempts)), '[]')
             from leads.contact_days d where d.value_hash = h.hash and d.day >= ${from}::date) as days
        from ${recordset(numbered, 'n int, kind text, value text, lead_id uuid', 'w')}
        cross join lateral (select leads.value_hash(w.value) as hash offset 0) h
        left join lateral (
          select p.state = 'bad' as bad, l.root_id, l.time_zone from (
            select lead_id, state, role from leads.contact_points where kind = w.kind and value = w.value and role = 'identifying'
            union all (select lead_id, state, role from leads.contact_points where kind = w.kind and value = w.value and role = 'shared' limit 50)) p
          join leads.leads l on l.id = p.lead_id
          order by (l.root_id = w.lead_id) desc nulls last, p.role limit 1) point on true
        order by w.n`,
  )
}

export interface ConsentInsert extends Record<string, unknown> {
  id: string
  value: string
  channel: string
  purpose: string
  state: string
  basis: string
  evidence: unknown
  at: string
  expires_at: string | null
  actor: string
  lead_id: string | null
}
/** Answers the hashes, in the order given. */
export async function insertConsents(tx: Tx, consents: readonly ConsentInsert[]): Promise<string[]> {
  const made = await rows<{ id: string; value_hash: string }>(
    tx,
    sql`insert into leads.consents (id, value_hash, value, channel, purpose, state, basis, evidence, at, expires_at, actor, lead_id)
        select id, leads.value_hash(value), value, channel, purpose, state, basis, evidence, at, expires_at, actor, lead_id
        from ${recordset(consents, 'id uuid, value text, channel text, purpose text, state text, basis text, evidence jsonb, at timestamptz, expires_at timestamptz, actor text, lead_id uuid')}
        returning id, value_hash`,
  )
  return consents.map((one) => made.find((row) => row.id === one.id)?.value_hash ?? '')
}

export interface PermitInsert extends Record<string, unknown> {
  id: string
  value_hash: string
  value: string
  channel: string
  purpose: string
  lead_id: string | null
  manual: boolean
  decision: unknown
  issued_at: string
  expires_at: string
}
export async function insertPermits(tx: Tx, permits: readonly PermitInsert[]): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.contact_permits (id, value_hash, value, channel, purpose, lead_id, manual, decision, issued_at, expires_at)
        select id, value_hash, value, channel, purpose, lead_id, manual, decision, issued_at, expires_at
        from ${recordset(permits, 'id uuid, value_hash text, value text, channel text, purpose text, lead_id uuid, manual boolean, decision jsonb, issued_at timestamptz, expires_at timestamptz')}`,
  )
}

export interface PermitRow extends Record<string, unknown> {
  value_hash: string
  channel: string
  purpose: string
  lead_id: string | null
  manual: boolean
}
/** Spends a permit: only once, only while it lives. */
export async function spendPermit(tx: Tx, id: string, ref: string, now: Date): Promise<PermitRow | 'expired' | 'used'> {
  const at = sql`${now.toISOString()}::timestamptz`
  const [spent] = await rows<PermitRow>(
    tx,
    sql`update leads.contact_permits set used_at = ${at}, used_by = ${ref} where id = ${id}::uuid and used_at is null and expires_at > ${at}
        returning value_hash, channel, purpose, lead_id, manual`,
  )
  if (spent !== undefined) return spent
  const [found] = await rows<{ used: boolean }>(
    tx,
    sql`select used_at is not null as used from leads.contact_permits where id = ${id}::uuid`,
  )
  return found?.used === true ? 'used' : 'expired'
}

/** Counts one contact of the day; a check refuses the one beyond the day's cap or what seven days leave. */
export async function countContact(
  tx: Tx,
  contact: { valueHash: string; day: string; weekFrom: string; channelClass: 'call' | 'promo'; perDay: number; per7Days: number },
): Promise<void> {
  await rows(
    tx,
    sql`with cap as (
          select least(${contact.perDay}::int, ${contact.per7Days}::int - coalesce(sum(attempts), 0))::int as n from leads.contact_days
          where value_hash = ${contact.valueHash} and channel_class = ${contact.channelClass} and day >= ${contact.weekFrom}::date and day < ${contact.day}::date)
        insert into leads.contact_days as d (value_hash, day, channel_class, attempts, cap_at_write)
        select ${contact.valueHash}, ${contact.day}::date, ${contact.channelClass}, 1, cap.n from cap
        on conflict on constraint contact_days_pkey do update set attempts = d.attempts + 1, cap_at_write = excluded.cap_at_write`,
  )
}

/** Takes the one place on the line with a person; a forgotten call frees it after its time. */
export async function takeLine(tx: Tx, call: { valueHash: string; holder: string; now: Date; until: Date }): Promise<boolean> {
  const now = sql`${call.now.toISOString()}::timestamptz`
  const taken = await rows(
    tx,
    sql`insert into leads.live_calls as c (value_hash, holder, since, until) values (${call.valueHash}, ${call.holder}, ${now}, ${call.until.toISOString()}::timestamptz)
        on conflict (value_hash) do update set holder = excluded.holder, since = excluded.since, until = excluded.until where c.until <= ${now} returning 1 as one`,
  )
  return taken.length === 1
}

export async function freeLine(tx: Tx, holder: string): Promise<boolean> {
  return (await rows(tx, sql`delete from leads.live_calls where holder = ${holder} returning 1 as one`)).length === 1
}

/** One more attempt to reach a lead; answers whether it was the first. */
export async function countAttempt(tx: Tx, leadId: string, now: Date): Promise<{ id: string; first: boolean } | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`
  const [counted] = await rows<{ id: string; first: boolean }>(
    tx,
    sql`update leads.leads l set attempts = l.attempts + 1, first_attempt_at = coalesce(l.first_attempt_at, ${at}), last_attempt_at = ${at}, updated_at = ${at},
          attempt_days = l.attempt_days + case when (l.last_attempt_at at time zone 'Asia/Kolkata')::date = (${at} at time zone 'Asia/Kolkata')::date then 0 else 1 end
        where l.id = (select root_id from leads.leads where id = ${leadId}::uuid) returning l.id, l.attempts = 1 as first`,
  )
  return counted
}

/** One more number shown to a person today; undefined when the cap is reached. */
export async function countReveal(tx: Tx, userId: string, day: string, cap: number): Promise<number | undefined> {
  const [shown] = await rows<{ shown: number }>(
    tx,
    sql`insert into leads.reveals as r (user_id, day, shown) select ${userId}::uuid, ${day}::date, 1 where ${cap}::int > 0
        on conflict on constraint reveals_pkey do update set shown = r.shown + 1 where r.shown < ${cap}::int returning shown`,
  )
  return shown?.shown
}
