import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgSchema, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
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
    deletedBy: text('deleted_by'),
    /** When the weekly comparison first found the row without its bytes. */
    missingSince: at('missing_since'),
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
    index('objects_uploader_idx').on(t.uploadedBy, t.id),
    index('objects_subject_order_idx').on(t.subjectUserId, t.id),
    index('objects_deleted_at_idx')
      .on(t.deletedAt)
      .where(sql`${t.deletedAt} is not null and ${t.purgedAt} is null`),
    index('objects_purging_idx')
      .on(t.id)
      .where(sql`${t.deletedAt} is not null and ${t.purgedAt} is null`),
    index('objects_scanning_idx')
      .on(t.id)
      .where(sql`${t.state} = 'scanning'`),
    index('objects_quarantined_idx')
      .on(t.id)
      .where(sql`${t.state} = 'quarantined' and ${t.deletedAt} is null`),
    index('objects_missing_idx')
      .on(t.id)
      .where(sql`${t.missingSince} is not null`),
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
    /** Somebody checks the bytes until then; whoever comes in between leaves them alone. */
    checkingUntil: at('checking_until'),
    /** The uploader is nobody we know, so without a scanner the file waits. */
    anonymous: boolean('anonymous').notNull().default(false),
  },
  (t) => [
    check('uploads_method_chk', sql`${t.method} in ('put', 'multipart')`),
    index('uploads_expires_at_idx')
      .on(t.expiresAt)
      .where(sql`${t.completedAt} is null`),
  ],
)

/** What somebody has announced in the present window. The checks hold, however many announce at once. */
export const quotas = files.table(
  'quotas',
  {
    /** `user:<id>` or `network:<network>`. */
    who: text('who').notNull(),
    purpose: text('purpose').notNull(),
    /** Day or hour that is counted. */
    period: text('period').notNull(),
    count: integer('count').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    capCount: integer('cap_count').notNull(),
    capBytes: bigint('cap_bytes', { mode: 'number' }).notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'quotas_pkey', columns: [t.who, t.purpose] }),
    check('quotas_count_chk', sql`${t.count} <= ${t.capCount}`),
    check('quotas_bytes_chk', sql`${t.bytes} <= ${t.capBytes}`),
    index('quotas_at_idx').on(t.at),
  ],
)

/** Who was given which bytes, and who was turned away with a link that was genuine. Kept for 90 days. */
export const accessLog = files.table(
  'access_log',
  {
    id: id(),
    objectId: uuid('object_id')
      .notNull()
      .references(() => objects.id),
    linkId: text('link_id'),
    actor: text('actor').notNull(),
    via: text('via').notNull(),
    at: at('at').notNull(),
    rangeFrom: bigint('range_from', { mode: 'number' }),
    /** One past the last byte. */
    rangeTo: bigint('range_to', { mode: 'number' }),
    outcome: text('outcome').notNull(),
  },
  (t) => [
    check('access_log_via_chk', sql`${t.via} in ('link', 'domain', 'quarantine')`),
    check('access_log_outcome_chk', sql`${t.outcome} in ('served', 'redirected', 'expired', 'refused')`),
    index('access_log_object_idx').on(t.objectId, t.at),
    index('access_log_at_idx').on(t.at),
  ],
)

/** Each weekly comparison of rows and bytes. */
export const reconciliations = files.table(
  'reconciliations',
  {
    id: id(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
    /** Last key that was compared; a run that died goes on there. */
    cursor: text('cursor').notNull(),
    /** Objects, rows, orphans moved, rows without bytes, re-hashed, hashes that differ, bytes by purpose. */
    found: json('found').notNull(),
  },
  (t) => [index('reconciliations_started_at_idx').on(t.startedAt)],
)
