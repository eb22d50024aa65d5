import { sql } from 'drizzle-orm'
import { bigint, check, date, index, pgSchema, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core'
import { at, bytes, id, json } from '../columns.ts'

/** The partitioned table `entries` is not here: drizzle-kit cannot express it. See partitioned.ts. */
export const audit = pgSchema('audit')

/** Heads of the hash chains: 0 to 31 for everybody, one more for each named stream. */
export const chains = audit.table(
  'chains',
  { no: smallint('no').notNull(), stream: text('stream'), seq: bigint('seq', { mode: 'number' }).notNull(), head: bytes('head').notNull() },
  (t) => [
    primaryKey({ name: 'chains_pkey', columns: [t.no] }),
    unique('chains_stream_key').on(t.stream),
    check('chains_no_chk', sql`(${t.stream} is null) = (${t.no} between 0 and 31) and ${t.no} >= 0`),
    check('chains_seq_chk', sql`${t.seq} >= 0`),
  ],
)

/** The heads of all chains at the end of a day, signed, and kept where nobody can overwrite them. */
export const anchors = audit.table(
  'anchors',
  {
    day: date('day', { mode: 'string' }).notNull(),
    heads: json('heads').notNull(),
    digest: bytes('digest').notNull(),
    signature: bytes('signature').notNull(),
    // Null: signed before secrets had versions, so with the first.
    keyVersion: smallint('key_version'),
    computedAt: at('computed_at').notNull(),
    receipt: text('receipt'),
    publishedAt: at('published_at'),
  },
  (t) => [
    primaryKey({ name: 'anchors_pkey', columns: [t.day] }),
    check('anchors_key_version_chk', sql`${t.keyVersion} between 1 and 255`),
    check('anchors_published_chk', sql`(${t.receipt} is null) = (${t.publishedAt} is null)`),
    index('anchors_unpublished_idx')
      .on(t.day)
      .where(sql`${t.publishedAt} is null`),
  ],
)

/** A run of entries of one chain that lies in the archive: verification goes on behind it from `head`. */
export const checkpoints = audit.table(
  'checkpoints',
  {
    chain: smallint('chain').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    fromSeq: bigint('from_seq', { mode: 'number' }).notNull(),
    head: bytes('head').notNull(),
    archive: text('archive').notNull(),
  },
  (t) => [
    primaryKey({ name: 'checkpoints_pkey', columns: [t.chain, t.seq] }),
    check('checkpoints_run_chk', sql`${t.fromSeq} between 1 and ${t.seq}`),
    index('checkpoints_archive_idx').on(t.archive),
  ],
)

/** The key that personal values about one subject are sealed with; without it they are noise. */
export const subjectKeys = audit.table(
  'subject_keys',
  {
    subjectId: text('subject_id').notNull(),
    subjectType: text('subject_type').notNull(),
    wrappedKey: bytes('wrapped_key'),
    createdAt: at('created_at').notNull(),
    destroyedAt: at('destroyed_at'),
  },
  (t) => [
    primaryKey({ name: 'subject_keys_pkey', columns: [t.subjectId] }),
    check('subject_keys_destroyed_chk', sql`(${t.wrappedKey} is null) = (${t.destroyedAt} is not null)`),
  ],
)

/** Each run of the verifier: which seq of which chain it began behind, how far it came, what it found. */
export const verifications = audit.table(
  'verifications',
  {
    id: id(),
    kind: text('kind').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at').notNull(),
    from: json('from').notNull(),
    to: json('to').notNull(),
    entries: bigint('entries', { mode: 'number' }).notNull(),
    result: text('result').notNull(),
    firstFault: json('first_fault'),
    // MAC over the heads that were found; null in runs from before there was one.
    seal: bytes('seal'),
  },
  (t) => [
    check('verifications_kind_chk', sql`${t.kind} in ('chain', 'tail', 'all')`),
    check('verifications_result_chk', sql`${t.result} in ('ok', 'fault') and (${t.result} = 'ok') = (${t.firstFault} is null)`),
    index('verifications_ok_idx')
      .on(t.kind, t.id)
      .where(sql`${t.result} = 'ok'`),
  ],
)

/** Incidents that somebody was to be woken for, each once. */
export const pages = audit.table(
  'pages',
  {
    key: text('key').notNull(),
    summary: text('summary').notNull(),
    details: json('details').notNull(),
    raisedAt: at('raised_at').notNull(),
    deliveredAt: at('delivered_at'),
  },
  (t) => [
    primaryKey({ name: 'pages_pkey', columns: [t.key] }),
    check('pages_key_chk', sql`length(${t.key}) between 1 and 300`),
    index('pages_undelivered_idx')
      .on(t.raisedAt)
      .where(sql`${t.deliveredAt} is null`),
  ],
)
