import { sql } from 'drizzle-orm'
import { check, index, pgSchema, text } from 'drizzle-orm/pg-core'
import { at, id } from '../columns.ts'

export const audit = pgSchema('audit')

/**
 * `body` is the canonical JSON of an entry and its only truth; the other columns are read from it by the database,
 * so they cannot disagree. A trigger (see the migration) refuses every update and delete.
 */
export const entries = audit.table(
  'entries',
  {
    id: id(),
    at: at('at').notNull(),
    body: text('body').notNull(),
    action: text('action').generatedAlwaysAs(sql`(body::jsonb ->> 'action')`),
    actorId: text('actor_id').generatedAlwaysAs(sql`(body::jsonb #>> '{actor,id}')`),
    subjectType: text('subject_type').generatedAlwaysAs(sql`(body::jsonb #>> '{subject,type}')`),
    subjectId: text('subject_id').generatedAlwaysAs(sql`(body::jsonb #>> '{subject,id}')`),
  },
  (t) => [
    check('entries_body_size_chk', sql`octet_length(body) <= 65536`),
    index('entries_subject_idx').on(t.subjectType, t.subjectId, t.id),
    index('entries_actor_idx').on(t.actorId, t.id),
    index('entries_action_idx').on(t.action, t.id),
  ],
)
