import { sql } from 'drizzle-orm'
import { bigint, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytes } from '../columns.ts'
import { audit } from './schema.ts'

/**
 * `audit.entries`, for its types only. It is partitioned, which drizzle-kit cannot express: a hand-written migration
 * makes it, and because this file is not named `schema.ts` drizzle-kit does not see it. A test holds these columns
 * against the real ones.
 *
 * `body` is the canonical JSON of an entry and its only truth; the columns from `action` to `requestId` are read from
 * it by the database, so they cannot disagree.
 */
export const entries = audit.table('entries', {
  id: uuid('id').notNull(),
  at: at('at').notNull(),
  body: text('body').notNull(),
  action: text('action')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  domain: text('domain')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  actorKind: text('actor_kind')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  actorId: text('actor_id')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  viaId: text('via_id').generatedAlwaysAs(sql`body`),
  subjectType: text('subject_type')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  subjectId: text('subject_id')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  platform: text('platform')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  requestId: text('request_id')
    .generatedAlwaysAs(sql`body`)
    .notNull(),
  chain: smallint('chain'),
  seq: bigint('seq', { mode: 'number' }),
  hash: bytes('hash'),
})
