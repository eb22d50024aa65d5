import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id, json } from '../columns.ts'
import { workflows } from './definition-schema.ts'
import { workflowsSchema } from './schema.ts'

/** What webhook nodes refer to as `{{secret.NAME}}`. Sealed; no query but the one that makes a call reads it. */
export const secrets = workflowsSchema.table(
  'secrets',
  {
    name: text('name').notNull(),
    sealed: bytes('sealed').notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'secrets_pkey', columns: [t.name] }),
    check('secrets_name_chk', sql`${t.name} ~ '^[A-Za-z][A-Za-z0-9_-]{0,59}$'`),
  ],
)

/** With what calls of a workflow are signed: the newest first, sealed, each with the time it signs. */
export const signingSecrets = workflowsSchema.table(
  'signing_secrets',
  { workflowId: uuid('workflow_id').notNull(), secrets: json('secrets').notNull(), renewedAt: at('renewed_at').notNull() },
  (t) => [
    primaryKey({ name: 'signing_secrets_pkey', columns: [t.workflowId] }),
    foreignKey({ name: 'signing_secrets_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    check('signing_secrets_chk', sql`jsonb_array_length(${t.secrets}) between 1 and 2`),
  ],
)

/** Who took which runs out of the system, and when. `filter` is as it was when it was asked for. */
export const exports = workflowsSchema.table(
  'exports',
  {
    id: id(),
    ownerId: uuid('owner_id').notNull(),
    requestId: uuid('request_id').notNull(),
    workflowId: uuid('workflow_id').notNull(),
    filter: json('filter').notNull(),
    state: text('state').notNull().default('writing'),
    rowCount: integer('row_count'),
    fileId: uuid('file_id'),
    failure: text('failure'),
    requestedAt: at('requested_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    foreignKey({ name: 'exports_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    unique('workflow_exports_request_key').on(t.ownerId, t.requestId),
    index('exports_workflow_idx').on(t.workflowId, t.id),
    check(
      'workflow_exports_state_chk',
      sql`${t.state} in ('writing','ready','failed') and (${t.state} = 'ready') = (${t.fileId} is not null) and (${t.state} = 'ready') = (${t.rowCount} is not null) and (${t.state} = 'failed') = (${t.failure} is not null) and (${t.state} = 'writing') = (${t.finishedAt} is null)`,
    ),
  ],
)
