import { sql } from 'drizzle-orm'
import { boolean, char, check, foreignKey, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { objects } from '../files/schema.ts'
import { leadsSchema } from './registry-schema.ts'
import { leads } from './schema.ts'

/**
 * One lead file on its way into the pool. `cursor` is the last row the phase at work has settled (undoing: the last one
 * not yet taken back), and moves only together with what it settled.
 */
export const imports = leadsSchema.table(
  'imports',
  {
    id: id(),
    fileId: uuid('file_id').notNull(),
    fileName: text('file_name').notNull(),
    /** Hex. */
    fileSha256: text('file_sha256').notNull(),
    platform: text('platform').notNull(),
    createdBy: uuid('created_by').notNull(),
    state: text('state').notNull(),
    allowRepeat: boolean('allow_repeat').notNull(),
    header: json('header'),
    suggested: json('suggested'),
    mapping: json('mapping'),
    options: json('options'),
    planHash: text('plan_hash'),
    previewedPlanHash: text('previewed_plan_hash'),
    rowCount: integer('row_count').notNull().default(0),
    /** Where the file goes on behind row `row_count`; null for a workbook, which is read from its start, and when all is read. */
    readPlace: json('read_place'),
    stagedAt: at('staged_at'),
    cursor: integer('cursor').notNull().default(0),
    previewRun: integer('preview_run').notNull().default(0),
    replaysCut: integer('replays_cut').notNull().default(0),
    previewCounts: json('preview_counts'),
    counts: json('counts'),
    undoCounts: json('undo_counts'),
    drift: integer('drift').notNull().default(0),
    errorCode: text('error_code'),
    reportFileId: uuid('report_file_id'),
    reportOf: text('report_of'),
    createdAt: at('created_at').notNull(),
    progressAt: at('progress_at').notNull(),
    previewedAt: at('previewed_at'),
    committedAt: at('committed_at'),
    undoneAt: at('undone_at'),
    rowsDroppedAt: at('rows_dropped_at'),
  },
  (t) => [
    foreignKey({ name: 'imports_file_fk', columns: [t.fileId], foreignColumns: [objects.id] }),
    foreignKey({ name: 'imports_report_file_fk', columns: [t.reportFileId], foreignColumns: [objects.id] }),
    uniqueIndex('imports_file_key').on(t.fileId),
    index('imports_report_file_idx')
      .on(t.reportFileId)
      .where(sql`${t.reportFileId} is not null`),
    // Two imports of one file cannot both be committed unless the second one says that it is meant.
    uniqueIndex('imports_committed_file_key')
      .on(t.fileSha256)
      .where(sql`${t.state} in ('committing', 'paused', 'committed', 'undoing') and not ${t.allowRepeat}`),
    index('imports_file_sha256_idx').on(t.fileSha256),
    index('imports_creator_idx').on(t.createdBy, t.id),
    index('imports_state_idx').on(t.state, t.id),
    index('imports_running_idx')
      .on(t.progressAt)
      .where(sql`${t.state} in ('uploaded', 'previewing', 'committing', 'undoing')`),
    index('imports_drafts_idx')
      .on(t.createdAt)
      .where(sql`${t.rowsDroppedAt} is null`),
    check(
      'imports_state_chk',
      sql`${t.state} in ('uploaded','mapped','previewing','previewed','committing','paused','committed','undoing','undone','cancelled','failed')`,
    ),
    check('imports_failed_chk', sql`(${t.state} = 'failed') = (${t.errorCode} is not null)`),
    check(
      'imports_plan_chk',
      sql`${t.state} in ('uploaded','cancelled','failed') or (${t.planHash} is not null and ${t.stagedAt} is not null)`,
    ),
    check('imports_cursor_chk', sql`${t.cursor} between 0 and ${t.rowCount}`),
  ],
)

/** One record of the file. `raw` is its cells in the order of the header, or what could be read of a malformed one. */
export const importRows = leadsSchema.table(
  'import_rows',
  {
    importId: uuid('import_id').notNull(),
    rowNo: integer('row_no').notNull(),
    line: integer('line').notNull(),
    raw: json('raw').notNull(),
    problem: text('problem'),
    previewOutcome: text('preview_outcome'),
    previewCode: text('preview_code'),
    outcome: text('outcome'),
    errorCode: text('error_code'),
    duplicateOfRow: integer('duplicate_of_row'),
    leadId: uuid('lead_id'),
    mergeId: uuid('merge_id'),
    before: json('before'),
    appliedAt: at('applied_at'),
    undoneAt: at('undone_at'),
    undoNote: text('undo_note'),
  },
  (t) => [
    primaryKey({ name: 'import_rows_pkey', columns: [t.importId, t.rowNo] }),
    foreignKey({ name: 'import_rows_import_fk', columns: [t.importId], foreignColumns: [imports.id] }),
    foreignKey({ name: 'import_rows_lead_fk', columns: [t.leadId], foreignColumns: [leads.id] }),
    index('import_rows_lead_idx')
      .on(t.leadId, t.importId, t.rowNo)
      .where(sql`${t.leadId} is not null`),
    index('import_rows_outcome_idx')
      .on(t.importId, t.outcome, t.rowNo)
      .where(sql`${t.outcome} is not null`),
    index('import_rows_preview_idx')
      .on(t.importId, t.previewOutcome, t.rowNo)
      .where(sql`${t.previewOutcome} is not null`),
    check(
      'import_rows_outcome_chk',
      sql`${t.outcome} in ('created','matched','updated','shared-phone','rejected') and ${t.previewOutcome} in ('created','matched','updated','shared-phone','rejected')`,
    ),
    check('import_rows_code_chk', sql`(${t.outcome} is not distinct from 'rejected') = (${t.errorCode} is not null)`),
    check('import_rows_applied_chk', sql`(${t.outcome} is null) = (${t.appliedAt} is null)`),
  ],
)

/**
 * What ties rows of one file together during a preview: phones (p), addresses (e), and leads (l) that hold one of them
 * already. Belongs to one run of the preview and is worthless after it.
 */
export const importValues = leadsSchema.table(
  'import_values',
  {
    importId: uuid('import_id').notNull(),
    run: integer('run').notNull(),
    kind: char('kind', { length: 1 }).notNull(),
    value: text('value').notNull(),
    rowNo: integer('row_no').notNull(),
  },
  (t) => [
    primaryKey({ name: 'import_values_pkey', columns: [t.importId, t.run, t.kind, t.value, t.rowNo] }),
    index('import_values_row_idx').on(t.importId, t.run, t.rowNo),
  ],
)
