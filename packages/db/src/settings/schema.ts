import { check, index, integer, pgSchema, text } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { at, id, json } from '../columns.ts'

export const settings = pgSchema('settings')

export const values = settings.table(
  'values',
  { key: text('key').primaryKey(), value: json('value').notNull(), version: integer('version').notNull(), setAt: at('set_at').notNull() },
  (t) => [check('values_version_chk', sql`${t.version} >= 1`)],
)

/** Append-only: replaying the changes of a key gives every value it ever had. */
export const changes = settings.table(
  'changes',
  {
    id: id(),
    key: text('key').notNull(),
    old: json('old'),
    new: json('new').notNull(),
    baseVersion: integer('base_version').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: at('at').notNull(),
  },
  (t) => [index('changes_key_idx').on(t.key, t.id)],
)
