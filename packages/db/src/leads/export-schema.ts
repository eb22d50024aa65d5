import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { leadsSchema } from './registry-schema.ts'
import { segments } from './segment-schema.ts'

/** Who took which leads out of the system, and when. `reach` and `filter` are as they were when it was asked for. */
export const exports = leadsSchema.table(
  'exports',
  {
    id: id(),
    ownerId: uuid('owner_id').notNull(),
    requestId: uuid('request_id').notNull(),
    reach: json('reach').notNull(),
    segmentId: uuid('segment_id'),
    filter: json('filter').notNull(),
    state: text('state').notNull().default('writing'),
    rowCount: integer('row_count'),
    fileId: uuid('file_id'),
    failure: text('failure'),
    requestedAt: at('requested_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    foreignKey({ name: 'exports_segment_fk', columns: [t.segmentId], foreignColumns: [segments.id] }),
    unique('exports_request_key').on(t.ownerId, t.requestId),
    index('exports_segment_idx')
      .on(t.segmentId)
      .where(sql`${t.segmentId} is not null`),
    check(
      'exports_state_chk',
      sql`${t.state} in ('writing','ready','failed') and (${t.state} = 'ready') = (${t.fileId} is not null) and (${t.state} = 'ready') = (${t.rowCount} is not null) and (${t.state} = 'failed') = (${t.failure} is not null) and (${t.state} = 'writing') = (${t.finishedAt} is null)`,
    ),
  ],
)
