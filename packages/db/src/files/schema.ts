import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgSchema, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id, json } from '../columns.ts'

export const files = pgSchema('files')

/** One file each. The row outlives the bytes: id, hash and dates stay as proof of deletion. */
export const objects = files.table(
  'objects',
  {
    id: id(),
    purpose: text('purpose').notNull(),
    ownerDomain: text('owner_domain').notNull(),
    ownerRef: text('owner_ref').notNull(),
    subjectUserId: uuid('subject_user_id'),
    uploadedBy: text('uploaded_by').notNull(),
    name: text('name').notNull(),
    declaredType: text('declared_type').notNull(),
    type: text('type'),
    size: bigint('size', { mode: 'number' }),
    sha256: bytes('sha256'),
    storageKey: text('storage_key').notNull(),
    state: text('state').notNull(),
    verdict: text('verdict').notNull(),
    rejectReason: text('reject_reason'),
    width: integer('width'),
    height: integer('height'),
    pages: integer('pages'),
    durationMs: integer('duration_ms'),
    retainUntil: at('retain_until'),
    legalHold: boolean('legal_hold').notNull().default(false),
    createdAt: at('created_at').notNull(),
    storedAt: at('stored_at'),
    deletedAt: at('deleted_at'),
    purgedAt: at('purged_at'),
  },
  (t) => [
    unique('objects_storage_key_key').on(t.storageKey),
    check(
      'objects_state_chk',
      sql`${t.state} in ('ticket', 'uploaded', 'scanning', 'stored', 'quarantined', 'rejected', 'expired', 'deleted', 'purged')`,
    ),
    check('objects_verdict_chk', sql`${t.verdict} in ('pending', 'clean', 'infected', 'unscannable')`),
    check(
      'objects_stored_complete_chk',
      sql`${t.state} <> 'stored' or (${t.size} is not null and ${t.sha256} is not null and ${t.type} is not null and ${t.storedAt} is not null)`,
    ),
    check('objects_infected_quarantined_chk', sql`${t.verdict} <> 'infected' or ${t.state} = 'quarantined'`),
    check('objects_name_size_chk', sql`octet_length(${t.name}) between 1 and 255`),
    index('objects_owner_idx').on(t.ownerDomain, t.ownerRef),
    index('objects_subject_idx').on(t.subjectUserId),
    index('objects_retain_until_idx')
      .on(t.retainUntil)
      .where(sql`${t.state} = 'stored'`),
  ],
)

/** How the bytes of a file are to come in, and until when. */
export const uploads = files.table(
  'uploads',
  {
    objectId: uuid('object_id')
      .primaryKey()
      .references(() => objects.id),
    method: text('method').notNull(),
    storageUploadId: text('storage_upload_id'),
    parts: json('parts'),
    declaredSize: bigint('declared_size', { mode: 'number' }),
    declaredSha256: bytes('declared_sha256'),
    expiresAt: at('expires_at').notNull(),
    completedAt: at('completed_at'),
  },
  (t) => [
    check('uploads_method_chk', sql`${t.method} in ('put', 'multipart')`),
    index('uploads_expires_at_idx')
      .on(t.expiresAt)
      .where(sql`${t.completedAt} is null`),
  ],
)
