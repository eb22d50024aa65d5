import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, pgSchema, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, id } from '../columns.ts'

export const leadsSchema = pgSchema('leads')

/** What people enquire about. `current_session_year` is what an arrival without a year means. */
export const products = leadsSchema.table(
  'products',
  {
    code: text('code').primaryKey(),
    name: text('name').notNull(),
    currentSessionYear: smallint('current_session_year'),
    active: boolean('active').notNull().default(true),
  },
  (t) => [check('products_code_chk', sql`${t.code} ~ '^[a-z0-9][a-z0-9-]{0,59}$'`)],
)

export const sources = leadsSchema.table(
  'sources',
  {
    id: id(),
    code: text('code').notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    defaultHeadId: uuid('default_head_id'),
  },
  (t) => [unique('sources_code_key').on(t.code)],
)

export const campaigns = leadsSchema.table(
  'campaigns',
  {
    id: id(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => sources.id),
    productCode: text('product_code')
      .notNull()
      .references(() => products.code),
    sessionYear: smallint('session_year'),
    costPaise: bigint('cost_paise', { mode: 'number' }).notNull().default(0),
    startsAt: at('starts_at'),
    endsAt: at('ends_at'),
  },
  (t) => [
    unique('campaigns_code_key').on(t.code),
    index('campaigns_source_idx').on(t.sourceId),
    index('campaigns_product_idx').on(t.productCode),
    check('campaigns_cost_chk', sql`${t.costPaise} >= 0`),
    check('campaigns_times_chk', sql`${t.endsAt} > ${t.startsAt}`),
  ],
)

export const tags = leadsSchema.table(
  'tags',
  { id: id(), slug: text('slug').notNull(), label: text('label').notNull(), retiredAt: at('retired_at') },
  (t) => [unique('tags_slug_key').on(t.slug), check('tags_slug_chk', sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,59}$'`)],
)
