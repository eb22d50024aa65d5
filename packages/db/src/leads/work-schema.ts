import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { leadsSchema, tags } from './registry-schema.ts'
import { leads } from './schema.ts'

export const leadTags = leadsSchema.table(
  'lead_tags',
  { leadId: uuid('lead_id').notNull(), tagId: uuid('tag_id').notNull(), at: at('at').notNull(), movedByMerge: uuid('moved_by_merge') },
  (t) => [
    primaryKey({ name: 'lead_tags_pkey', columns: [t.leadId, t.tagId] }),
    foreignKey({ name: 'lead_tags_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    foreignKey({ name: 'lead_tags_tag_fk', columns: [t.tagId], foreignColumns: [tags.id] }),
    index('lead_tags_tag_idx').on(t.tagId, t.leadId),
    index('lead_tags_merge_idx')
      .on(t.movedByMerge)
      .where(sql`${t.movedByMerge} is not null`),
  ],
)

export const followUps = leadsSchema.table(
  'follow_ups',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    ownerId: uuid('owner_id').notNull(),
    dueAt: at('due_at').notNull(),
    kind: text('kind').notNull(),
    note: text('note'),
    state: text('state').notNull().default('open'),
    notifiedAt: at('notified_at'),
    missedAt: at('missed_at'),
    doneAt: at('done_at'),
    movedByMerge: uuid('moved_by_merge'),
  },
  (t) => [
    foreignKey({ name: 'follow_ups_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    uniqueIndex('follow_ups_open_key')
      .on(t.leadId, t.ownerId)
      .where(sql`${t.state} = 'open'`),
    index('follow_ups_lead_idx').on(t.leadId, t.dueAt),
    index('follow_ups_due_idx')
      .on(t.dueAt)
      .where(sql`${t.state} = 'open' and ${t.notifiedAt} is null`),
    index('follow_ups_missed_idx')
      .on(t.dueAt)
      .where(sql`${t.state} = 'open' and ${t.notifiedAt} is not null`),
    index('follow_ups_owner_idx').on(t.ownerId, t.state, t.dueAt, t.id),
    index('follow_ups_merge_idx')
      .on(t.movedByMerge)
      .where(sql`${t.movedByMerge} is not null`),
    check(
      'follow_ups_state_chk',
      sql`${t.state} in ('open','done','cancelled','missed') and (${t.state} = 'missed') = (${t.missedAt} is not null)`,
    ),
  ],
)

/** `plan` holds what the merge changed, value by value, so that it can be taken back. */
export const merges = leadsSchema.table(
  'merges',
  {
    id: id(),
    survivorId: uuid('survivor_id').notNull(),
    absorbedId: uuid('absorbed_id').notNull(),
    actor: text('actor').notNull(),
    byUserId: uuid('by_user_id'),
    reason: text('reason').notNull(),
    plan: json('plan').notNull(),
    mergedAt: at('merged_at').notNull(),
    undoneAt: at('undone_at'),
  },
  (t) => [
    foreignKey({ name: 'merges_survivor_fk', columns: [t.survivorId], foreignColumns: [leads.id] }),
    foreignKey({ name: 'merges_absorbed_fk', columns: [t.absorbedId], foreignColumns: [leads.id] }),
    check('merges_two_leads_chk', sql`${t.survivorId} <> ${t.absorbedId}`),
    uniqueIndex('merges_absorbed_open_key')
      .on(t.absorbedId)
      .where(sql`${t.undoneAt} is null`),
    index('merges_absorbed_idx').on(t.absorbedId),
    index('merges_survivor_idx').on(t.survivorId, t.id),
  ],
)

export const duplicateCandidates = leadsSchema.table(
  'duplicate_candidates',
  {
    id: id(),
    leadA: uuid('lead_a').notNull(),
    leadB: uuid('lead_b').notNull(),
    scoreBp: integer('score_bp').notNull(),
    signals: json('signals').notNull(),
    state: text('state').notNull().default('open'),
    foundAt: at('found_at').notNull(),
  },
  (t) => [
    foreignKey({ name: 'duplicate_candidates_a_fk', columns: [t.leadA], foreignColumns: [leads.id] }),
    foreignKey({ name: 'duplicate_candidates_b_fk', columns: [t.leadB], foreignColumns: [leads.id] }),
    unique('duplicate_candidates_pair_key').on(t.leadA, t.leadB),
    index('duplicate_candidates_b_idx').on(t.leadB),
    index('duplicate_candidates_open_idx')
      .on(t.scoreBp, t.id)
      .where(sql`${t.state} = 'open'`),
    check('duplicate_candidates_order_chk', sql`${t.leadA} < ${t.leadB} and ${t.scoreBp} between 0 and 10000`),
    check('duplicate_candidates_state_chk', sql`${t.state} in ('open','merged','dismissed')`),
  ],
)

/** Who is in whose team: a copy that sales keeps, so that reach is answered here without asking upward. */
export const teamEdges = leadsSchema.table(
  'team_edges',
  { headId: uuid('head_id').notNull(), memberId: uuid('member_id').notNull() },
  (t) => [primaryKey({ name: 'team_edges_pkey', columns: [t.headId, t.memberId] }), index('team_edges_member_idx').on(t.memberId)],
)

/** How far sweeps that walk the whole pool over many nights have come. */
export const sweepPlaces = leadsSchema.table('sweep_places', {
  name: text('name').primaryKey(),
  at: at('at').notNull(),
  leadId: uuid('lead_id').notNull(),
})
