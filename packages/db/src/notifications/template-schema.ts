import { sql } from 'drizzle-orm'
import { check, foreignKey, integer, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { notifications } from './schema.ts'

/** Texts that administrators made; each overrides the one that ships with the code. */
export const templates = notifications.table(
  'templates',
  {
    id: id(),
    code: text('code').notNull(),
    channel: text('channel').notNull(),
    locale: text('locale').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [unique('templates_code_key').on(t.code, t.channel, t.locale)],
)

/** A trigger lets nothing but the state of a version change once it was published. */
export const templateVersions = notifications.table(
  'template_versions',
  {
    templateId: uuid('template_id').notNull(),
    version: integer('version').notNull(),
    state: text('state').notNull(),
    subject: text('subject').notNull(),
    html: text('html'),
    text: text('text'),
    variables: json('variables').notNull(),
    checksum: text('checksum').notNull(),
    createdAt: at('created_at').notNull(),
    publishedAt: at('published_at'),
  },
  (t) => [
    primaryKey({ name: 'template_versions_pkey', columns: [t.templateId, t.version] }),
    foreignKey({ name: 'template_versions_template_fk', columns: [t.templateId], foreignColumns: [templates.id] }),
    uniqueIndex('template_versions_published_key')
      .on(t.templateId)
      .where(sql`${t.state} = 'published'`),
    check('template_versions_state_chk', sql`${t.state} in ('draft', 'published', 'retired')`),
    check('template_versions_body_chk', sql`${t.html} is not null or ${t.text} is not null`),
  ],
)
