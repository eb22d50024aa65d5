import { sql } from 'drizzle-orm'
import { bigint, foreignKey, index, integer, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, id } from '../columns.ts'
import { leadsSchema, products } from './registry-schema.ts'
import { leads } from './schema.ts'

export const interests = leadsSchema.table(
  'interests',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    productCode: text('product_code').notNull(),
    sessionYear: smallint('session_year').notNull(),
    firstIntakeId: uuid('first_intake_id'),
    movedByMerge: uuid('moved_by_merge'),
  },
  (t) => [
    foreignKey({ name: 'interests_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    foreignKey({ name: 'interests_product_fk', columns: [t.productCode], foreignColumns: [products.code] }),
    unique('interests_lead_product_key').on(t.leadId, t.productCode, t.sessionYear),
    index('interests_product_idx').on(t.productCode, t.sessionYear, t.leadId),
    index('interests_merge_idx')
      .on(t.movedByMerge)
      .where(sql`${t.movedByMerge} is not null`),
  ],
)

export const conversions = leadsSchema.table(
  'conversions',
  {
    id: id(),
    leadId: uuid('lead_id').notNull(),
    applicationId: uuid('application_id').notNull(),
    productCode: text('product_code').notNull(),
    enrolledAt: at('enrolled_at').notNull(),
  },
  (t) => [
    foreignKey({ name: 'conversions_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    unique('conversions_application_key').on(t.leadId, t.applicationId),
  ],
)

/** Tiles and tabs read these counts; changes are appended as deltas and folded every minute. */
export const poolCounts = leadsSchema.table(
  'pool_counts',
  {
    dimension: text('dimension').notNull(),
    key: text('key').notNull(),
    status: text('status').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ name: 'pool_counts_pkey', columns: [t.dimension, t.key, t.status] })],
)
export const poolCountDeltas = leadsSchema.table(
  'pool_count_deltas',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    dimension: text('dimension').notNull(),
    key: text('key').notNull(),
    status: text('status').notNull(),
    delta: integer('delta').notNull(),
  },
  (t) => [index('pool_count_deltas_key_idx').on(t.dimension, t.key)],
)
