import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { campaigns, leadsSchema, sources } from './registry-schema.ts'

/**
 * One person in the working pool. A merged lead stays and points at its survivor (`root_id`); every list reads rows whose root
 * is themselves. Ids of users (head, telecaller, counsellor) are plain: people live in a domain that this one does not reference yet.
 */
export const leads = leadsSchema.table(
  'leads',
  {
    id: id(),
    number: bigint('number', { mode: 'number' }).generatedAlwaysAsIdentity(),
    platform: text('platform').notNull(),
    fullName: text('full_name').notNull().default(''),
    nameKey: text('name_key').notNull().default(''),
    status: text('status').notNull(),
    lostReason: text('lost_reason'),
    temperature: text('temperature'),
    temperatureAt: at('temperature_at'),
    predictedInterest: text('predicted_interest'),
    predictedAt: at('predicted_at'),
    city: text('city'),
    state: text('state'),
    college: text('college'),
    graduationYear: smallint('graduation_year'),
    profession: text('profession'),
    language: text('language'),
    timeZone: text('time_zone').notNull().default('Asia/Kolkata'),
    extra: json('extra').notNull(),
    owningHeadId: uuid('owning_head_id'),
    assignedTo: uuid('assigned_to'),
    counsellorId: uuid('counsellor_id'),
    capturedBy: uuid('captured_by'),
    firstSourceId: uuid('first_source_id').references((): AnyPgColumn => sources.id),
    firstIntakeAt: at('first_intake_at').notNull(),
    firstAttemptAt: at('first_attempt_at'),
    lastAttemptAt: at('last_attempt_at'),
    lastActivityAt: at('last_activity_at').notNull(),
    statusSince: at('status_since').notNull(),
    attempts: integer('attempts').notNull().default(0),
    attemptDays: integer('attempt_days').notNull().default(0),
    rootId: uuid('root_id').notNull(),
    convertedUserId: uuid('converted_user_id'),
    reopened: integer('reopened').notNull().default(0),
    updatedAt: at('updated_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    foreignKey({ name: 'leads_root_fk', columns: [t.rootId], foreignColumns: [t.id] }),
    unique('leads_number_key').on(t.number),
    check(
      'leads_status_chk',
      sql`${t.status} in ('new','attempted','contacted','interested','counselling-booked','counselled','applied','paid','enrolled','lost','invalid','merged','withdrawn')`,
    ),
    check('leads_merged_chk', sql`(${t.status} = 'merged') = (${t.rootId} <> ${t.id})`),
    check('leads_lost_reason_chk', sql`(${t.status} in ('lost','invalid')) = (${t.lostReason} is not null)`),
    check('leads_extra_chk', sql`jsonb_typeof(${t.extra}) = 'object' and octet_length(${t.extra}::text) <= 16384`),
    check('leads_temperature_chk', sql`${t.temperature} in ('hot','warm','cold') and ${t.predictedInterest} in ('hot','warm','cold')`),
    check('leads_counts_chk', sql`${t.attempts} >= 0 and ${t.attemptDays} between 0 and ${t.attempts} and ${t.reopened} >= 0`),
    uniqueIndex('leads_converted_user_key')
      .on(t.convertedUserId)
      .where(sql`${t.rootId} = ${t.id} and ${t.convertedUserId} is not null`),
    index('leads_root_idx')
      .on(t.rootId)
      .where(sql`${t.rootId} <> ${t.id}`),
    index('leads_activity_idx')
      .on(t.lastActivityAt, t.id)
      .where(sql`${t.rootId} = ${t.id}`),
    // Pages of leads go by the status that tells who is merged (`leads_merged_chk`): the planner knows how many those are, of
    // `root_id = id` it believes one in two hundred and then reads and sorts all of somebody's for a page.
    index('leads_recent_idx')
      .on(t.lastActivityAt, t.id)
      .where(sql`${t.status} <> 'merged'`),
    index('leads_assigned_page_idx')
      .on(t.assignedTo, t.lastActivityAt, t.id)
      .where(sql`${t.assignedTo} is not null`),
    index('leads_counsellor_page_idx')
      .on(t.counsellorId, t.lastActivityAt, t.id)
      .where(sql`${t.counsellorId} is not null`),
    index('leads_head_page_idx')
      .on(t.owningHeadId, t.lastActivityAt, t.id)
      .where(sql`${t.owningHeadId} is not null`),
    index('leads_unheld_page_idx')
      .on(t.capturedBy, t.lastActivityAt, t.id)
      .where(sql`${t.assignedTo} is null and ${t.counsellorId} is null and ${t.capturedBy} is not null`),
    index('leads_status_page_idx').on(t.status, t.lastActivityAt, t.id),
    // What changed since a scan, merged and withdrawn ones too: they leave segments.
    index('leads_updated_idx').on(t.updatedAt, t.id),
    // What grew old enough since a scan, one for each instant that conditions may ask about.
    index('leads_first_intake_idx')
      .on(t.firstIntakeAt, t.id)
      .where(sql`${t.rootId} = ${t.id}`),
    index('leads_status_since_idx')
      .on(t.statusSince, t.id)
      .where(sql`${t.rootId} = ${t.id}`),
    index('leads_first_attempt_idx')
      .on(t.firstAttemptAt, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.firstAttemptAt} is not null`),
    index('leads_last_attempt_idx')
      .on(t.lastAttemptAt, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.lastAttemptAt} is not null`),
    index('leads_temperature_idx')
      .on(t.temperatureAt, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.temperatureAt} is not null`),
    index('leads_name_key_idx')
      .on(t.nameKey, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.nameKey} <> ''`),
    // Whoever sounds alike and shares one of these: the newest fifty, however many thousand there are.
    index('leads_name_city_idx')
      .on(t.nameKey, sql`lower(${t.city})`, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.nameKey} <> '' and ${t.city} is not null`),
    index('leads_name_college_idx')
      .on(t.nameKey, sql`lower(${t.college})`, t.id)
      .where(sql`${t.rootId} = ${t.id} and ${t.nameKey} <> '' and ${t.college} is not null`),
    index('leads_source_idx')
      .on(t.firstSourceId)
      .where(sql`${t.firstSourceId} is not null`),
  ],
)

/**
 * A phone number or address of a lead. Two leads can never hold one value as identifying: that is a constraint, not a query.
 * The foreign key is deferred because values are claimed first and their new leads are written after.
 */
export const contactPoints = leadsSchema.table(
  'contact_points',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    kind: text('kind').notNull(),
    value: text('value').notNull(),
    role: text('role').notNull(),
    isPrimary: boolean('is_primary').notNull(),
    phoneType: text('phone_type'),
    state: text('state').notNull().default('ok'),
    badReason: text('bad_reason'),
    verifiedAt: at('verified_at'),
    movedByMerge: uuid('moved_by_merge'),
  },
  (t) => [
    uniqueIndex('contact_points_identifying_key')
      .on(t.kind, t.value.op('text_pattern_ops'))
      .where(sql`${t.role} = 'identifying'`),
    unique('contact_points_lead_value_key').on(t.leadId, t.kind, t.value),
    uniqueIndex('contact_points_primary_key')
      .on(t.leadId, t.kind)
      .where(sql`${t.isPrimary}`),
    index('contact_points_shared_idx')
      .on(t.kind, t.value.op('text_pattern_ops'))
      .where(sql`${t.role} = 'shared'`),
    index('contact_points_merge_idx')
      .on(t.movedByMerge)
      .where(sql`${t.movedByMerge} is not null`),
    check('contact_points_kind_chk', sql`${t.kind} in ('phone','email')`),
    check('contact_points_role_chk', sql`${t.role} in ('identifying','shared')`),
    check(
      'contact_points_value_chk',
      sql`case ${t.kind} when 'phone' then ${t.value} ~ '^\\+[1-9][0-9]{5,14}$' else ${t.value} = lower(${t.value}) and length(${t.value}) between 3 and 254 and position('@' in ${t.value}) > 1 end`,
    ),
    check(
      'contact_points_phone_type_chk',
      sql`(${t.kind} = 'phone') = (${t.phoneType} is not null) and ${t.phoneType} in ('mobile','fixed','unknown')`,
    ),
    check('contact_points_state_chk', sql`${t.state} in ('ok','bad') and (${t.state} = 'bad') = (${t.badReason} is not null)`),
  ],
)

/** The append-only envelope of every arrival, refused ones too. */
export const intakes = leadsSchema.table(
  'intakes',
  {
    id: id(),
    channel: text('channel').notNull(),
    sourceRef: text('source_ref').notNull(),
    raw: json('raw'),
    normalised: json('normalised').notNull(),
    campaignId: uuid('campaign_id').references((): AnyPgColumn => campaigns.id),
    sourceId: uuid('source_id').references((): AnyPgColumn => sources.id),
    vendorId: uuid('vendor_id'),
    importId: uuid('import_id'),
    owningHeadId: uuid('owning_head_id'),
    capturedBy: uuid('captured_by'),
    outcome: text('outcome').notNull(),
    matchedBy: text('matched_by'),
    rejectCode: text('reject_code'),
    leadId: uuid('lead_id'),
    mergeId: uuid('merge_id'),
    before: json('before'),
    at: at('at').notNull(),
  },
  (t) => [
    foreignKey({ name: 'intakes_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    unique('intakes_source_key').on(t.channel, t.sourceRef),
    index('intakes_lead_idx').on(t.leadId, t.id),
    index('intakes_campaign_idx')
      .on(t.campaignId, t.id)
      .where(sql`${t.campaignId} is not null`),
    index('intakes_source_idx')
      .on(t.sourceId, t.id)
      .where(sql`${t.sourceId} is not null`),
    check(
      'intakes_channel_chk',
      sql`${t.channel} in ('csv','vendor','form','manual','signup','application','inbound-call','inbound-whatsapp')`,
    ),
    check(
      'intakes_outcome_chk',
      sql`${t.outcome} in ('created','matched','updated','shared-phone','rejected') and (${t.outcome} = 'rejected') = (${t.rejectCode} is not null) and (${t.outcome} = 'rejected') = (${t.leadId} is null)`,
    ),
    check(
      'intakes_matched_by_chk',
      sql`${t.matchedBy} in ('phone','email') and (${t.outcome} in ('matched','updated')) = (${t.matchedBy} is not null)`,
    ),
  ],
)

/** The journal: append-only, a trigger refuses update and delete. */
export const activities = leadsSchema.table(
  'activities',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    kind: text('kind').notNull(),
    channel: text('channel'),
    direction: text('direction').notNull().default('none'),
    actor: text('actor').notNull(),
    occurredAt: at('occurred_at').notNull(),
    sourceRef: text('source_ref').notNull(),
    data: json('data').notNull(),
    correctsId: uuid('corrects_id'),
  },
  (t) => [
    foreignKey({ name: 'activities_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    foreignKey({ name: 'activities_corrects_fk', columns: [t.correctsId], foreignColumns: [t.id] }),
    unique('activities_source_key').on(t.sourceRef, t.kind),
    index('activities_lead_idx').on(t.leadId, t.occurredAt, t.id),
    index('activities_corrects_idx')
      .on(t.correctsId)
      .where(sql`${t.correctsId} is not null`),
    check('activities_direction_chk', sql`${t.direction} in ('in','out','none')`),
  ],
)

export const statusChanges = leadsSchema.table(
  'status_changes',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    from: text('from_status').notNull(),
    to: text('to_status').notNull(),
    disposition: text('disposition'),
    reason: text('reason'),
    actor: text('actor').notNull(),
    at: at('at').notNull(),
    secondsInPrevious: bigint('seconds_in_previous', { mode: 'number' }).notNull(),
  },
  (t) => [
    foreignKey({ name: 'status_changes_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    index('status_changes_lead_idx').on(t.leadId, t.at, t.id),
    check('status_changes_moved_chk', sql`${t.from} <> ${t.to} and ${t.secondsInPrevious} >= 0`),
  ],
)
