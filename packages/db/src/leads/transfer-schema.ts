import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { leadsSchema } from './registry-schema.ts'
import { leads } from './schema.ts'

/** Leads that change pools. `place` is how far the filter was walked. */
export const transfers = leadsSchema.table(
  'transfers',
  {
    id: id(),
    requestId: uuid('request_id').notNull(),
    byUserId: uuid('by_user_id').notNull(),
    toHeadId: uuid('to_head_id').notNull(),
    keepAssignees: boolean('keep_assignees').notNull(),
    reason: text('reason').notNull(),
    filter: json('filter'),
    place: uuid('place'),
    state: text('state').notNull(),
    requestedAt: at('requested_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    unique('transfers_request_key').on(t.byUserId, t.requestId),
    check('transfers_state_chk', sql`${t.state} in ('staging','applying','applied','undoing','undone')`),
    index('transfers_at_work_idx')
      .on(t.requestedAt)
      .where(sql`${t.state} in ('staging','applying','undoing')`),
  ],
)

/** `outcome` is null until it was the lead's turn. */
export const transferItems = leadsSchema.table(
  'transfer_items',
  {
    transferId: uuid('transfer_id').notNull(),
    leadId: uuid('lead_id').notNull(),
    previousHeadId: uuid('previous_head_id'),
    outcome: text('outcome'),
  },
  (t) => [
    primaryKey({ name: 'transfer_items_pkey', columns: [t.transferId, t.leadId] }),
    foreignKey({ name: 'transfer_items_transfer_fk', columns: [t.transferId], foreignColumns: [transfers.id] }),
    foreignKey({ name: 'transfer_items_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    index('transfer_items_lead_idx').on(t.leadId, t.transferId),
    index('transfer_items_open_idx')
      .on(t.transferId, t.leadId)
      .where(sql`${t.outcome} is null`),
    index('transfer_items_moved_idx')
      .on(t.transferId, t.leadId)
      .where(sql`${t.outcome} = 'moved'`),
    check('transfer_items_outcome_chk', sql`${t.outcome} in ('moved','unchanged','restored','kept')`),
  ],
)
