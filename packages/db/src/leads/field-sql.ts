import { sql, type SQL } from 'drizzle-orm'
import { instant } from '../values.ts'

/** How one field of a lead (row `l`) is read in SQL. */
export type FieldSql =
  | { readonly kind: 'text' | 'choice' | 'id' | 'number' | 'boolean' | 'instant'; readonly value: SQL; readonly age?: AgeSql }
  /** A set: whether any of these texts is in it, and all of it as a text array. */
  | { readonly kind: 'list'; readonly any: (wanted: SQL) => SQL; readonly all: SQL }

/** Leads whose instant lies in a window, in the order of an index: `at` and the condition that its partial index needs. */
export interface AgeSql {
  readonly at: SQL
  readonly where: SQL
  readonly from: SQL
}

const own = new Set<FieldSql>()
function plain(kind: Exclude<FieldSql['kind'], 'list'>, column: string): FieldSql {
  const field: FieldSql = { kind, value: sql.raw(`l.${column}`) }
  own.add(field)
  return field
}
const leadsTable = sql`leads.leads l`
const aged = (column: string, where: SQL): FieldSql => ({
  kind: 'instant',
  value: sql.raw(`l.${column}`),
  age: { at: sql.raw(`l.${column}`), where: sql`l.root_id = l.id and ${where}`, from: leadsTable },
})
const family = sql`(select l.id union all select m.id from leads.leads m where m.root_id = l.id and m.root_id <> m.id)`
const openFollowUps = sql`leads.follow_ups f where f.lead_id = l.id and f.state = 'open'`
const tagsOf = sql`leads.lead_tags g join leads.tags t on t.id = g.tag_id where g.lead_id = l.id`
const interestsOf = sql`leads.interests i where i.lead_id = l.id`
const interestKey = sql`i.product_code || '/' || i.session_year`
const campaignsOf = sql`leads.intakes i join leads.campaigns c on c.id = i.campaign_id where i.lead_id in ${family}`
/** As `exists`, but always probed by its index: an `exists` among the answers of many rows may be planned as a walk over the whole table. */
const some = (from: SQL) => sql`coalesce((select true from ${from} limit 1), false)`
const hasPoint = (kind: 'phone' | 'email') =>
  some(sql`leads.contact_points p where p.lead_id = l.id and p.kind = ${sql.raw(`'${kind}'`)} and p.state = 'ok'`)

const columns: Readonly<Record<string, FieldSql>> = {
  status: plain('choice', 'status'),
  statusSince: aged('status_since', sql`true`),
  lostReason: plain('text', 'lost_reason'),
  fullName: plain('text', 'full_name'),
  city: plain('text', 'city'),
  state: plain('text', 'state'),
  college: plain('text', 'college'),
  graduationYear: plain('number', 'graduation_year'),
  profession: plain('text', 'profession'),
  language: plain('text', 'language'),
  timeZone: plain('text', 'time_zone'),
  platform: plain('choice', 'platform'),
  predictedInterest: plain('choice', 'predicted_interest'),
  owningHeadId: plain('id', 'owning_head_id'),
  assignedTo: plain('id', 'assigned_to'),
  counsellorId: plain('id', 'counsellor_id'),
  capturedBy: plain('id', 'captured_by'),
  convertedUserId: plain('id', 'converted_user_id'),
  source: { kind: 'text', value: sql`(select s.code from leads.sources s where s.id = l.first_source_id)` },
  channel: { kind: 'choice', value: sql`(select i.channel from leads.intakes i where i.lead_id = l.id order by i.id limit 1)` },
  firstIntakeAt: aged('first_intake_at', sql`true`),
  lastActivityAt: aged('last_activity_at', sql`true`),
  firstAttemptAt: aged('first_attempt_at', sql`l.first_attempt_at is not null`),
  lastAttemptAt: aged('last_attempt_at', sql`l.last_attempt_at is not null`),
  nextFollowUpAt: {
    kind: 'instant',
    value: sql`(select min(f.due_at) from ${openFollowUps})`,
    age: { at: sql`f.due_at`, where: sql`f.state = 'open'`, from: sql`leads.follow_ups f join leads.leads l on l.id = f.lead_id` },
  },
  attempts: plain('number', 'attempts'),
  attemptDays: plain('number', 'attempt_days'),
  reopened: plain('number', 'reopened'),
  hasPhone: { kind: 'boolean', value: hasPoint('phone') },
  hasEmail: { kind: 'boolean', value: hasPoint('email') },
  tags: {
    kind: 'list',
    any: (wanted) => some(sql`${tagsOf} and t.slug = any(${wanted})`),
    all: sql`array(select t.slug from ${tagsOf} order by 1)`,
  },
  products: {
    kind: 'list',
    any: (wanted) => some(sql`${interestsOf} and i.product_code = any(${wanted})`),
    all: sql`array(select distinct i.product_code from ${interestsOf} order by 1)`,
  },
  interests: {
    kind: 'list',
    any: (wanted) => some(sql`${interestsOf} and ${interestKey} = any(${wanted})`),
    all: sql`array(select ${interestKey} from ${interestsOf} order by 1)`,
  },
  campaigns: {
    kind: 'list',
    any: (wanted) => some(sql`${campaignsOf} and lower(c.code) = any(${wanted})`),
    all: sql`array(select distinct lower(c.code) from ${campaignsOf} order by 1)`,
  },
}

/** How long a temperature set by hand is shown (product rule 18 of leads). */
export const manualTemperatureMs = 30 * 24 * 60 * 60_000
const temperatureAge: AgeSql = {
  at: sql`l.temperature_at`,
  where: sql`l.root_id = l.id and l.temperature_at is not null`,
  from: leadsTable,
}

/** The field with this key; undefined where there is none. */
export function fieldSql(key: string, now: Date): FieldSql | undefined {
  const name = key.slice('lead.'.length)
  if (name.startsWith('extra.')) return { kind: 'text', value: sql`(l.extra ->> ${name.slice('extra.'.length)}::text)` }
  if (name === 'temperature') return { kind: 'choice', value: shownTemperature(now), age: temperatureAge }
  return columns[name]
}

/** Set by hand within 30 days, else predicted. */
export function shownTemperature(now: Date): SQL {
  const oldest = instant(new Date(now.getTime() - manualTemperatureMs))
  return sql`coalesce(case when l.temperature_at >= ${oldest} then l.temperature end, l.predicted_interest)`
}

/** Every field as one JSON object, free data as texts below `extra`. */
export const allFieldsSql = (now: Date): SQL => fieldsSql(Object.entries(columns), now)

/** The fields that stand in the lead's own row. */
export const ownFieldsSql = (now: Date): SQL =>
  fieldsSql(
    Object.entries(columns).filter(([, field]) => own.has(field)),
    now,
  )

/** Reading this field costs no more than the lead's row: it stands there, or is none of a lead. */
export function isOwnField(key: string): boolean {
  if (!key.startsWith('lead.')) return true
  const name = key.slice('lead.'.length)
  const field = Object.hasOwn(columns, name) ? columns[name] : undefined
  return name === 'temperature' || name.startsWith('extra.') || (field !== undefined && own.has(field))
}

function fieldsSql(fields: readonly (readonly [string, FieldSql])[], now: Date): SQL {
  const named = [...fields, ['temperature', { kind: 'choice', value: shownTemperature(now) }] as const]
  const pairs = named.map(([name, field]) => sql`${sql.raw(`'${name}'`)}, ${field.kind === 'list' ? field.all : field.value}`)
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)}, 'extra', (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each_text(l.extra) e))`
}
