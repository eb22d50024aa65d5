import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'
import { IntakeOutcome } from './vocabulary.ts'

export const ImportState = z.enum([
  'uploaded',
  'mapped',
  'previewing',
  'previewed',
  'committing',
  'paused',
  'committed',
  'undoing',
  'undone',
  'cancelled',
  'failed',
])
export type ImportState = z.infer<typeof ImportState>

/** What a column of the file means. */
export const ImportColumnTarget = z.enum([
  'fullName',
  'phone',
  'email',
  'city',
  'state',
  'college',
  'product',
  'session',
  'source',
  'campaign',
  'tags',
  'remarks',
  'extra',
  'ignore',
])
/** Columns of one file, and characters of one column name. */
export const importHeaderLimits = { columns: 500, nameChars: 500 } as const
export const ImportMapping = z.strictObject({
  columns: z
    .array(z.strictObject({ header: z.string().max(importHeaderLimits.nameChars), target: ImportColumnTarget }))
    .min(1)
    .max(importHeaderLimits.columns)
    .meta({ description: 'Every column of the file, in its order' }),
  blankValues: z.array(Text(100)).max(50).default(['Select']).meta({ description: 'Cells that count as blank, compared without case' }),
})
export type ImportMapping = z.infer<typeof ImportMapping>

export const ImportOptions = z
  .strictObject({
    onMatch: z
      .enum(['fill-blank', 'overwrite', 'skip'])
      .default('fill-blank')
      .meta({ description: 'What a row changes on a lead that is there already' }),
    announce: z.boolean().default(true).meta({ description: 'False: no `leads.lead-created`, so no workflow starts' }),
    tags: z.array(Text(60)).max(20).default([]).meta({ description: 'Slugs put on every lead of the file' }),
    productCode: Text(60).optional().meta({ description: 'For rows that name none' }),
    sessionYear: z.int().min(2000).max(2100).optional().meta({ description: 'For rows that name none' }),
    source: Text(60).optional().meta({ description: 'Code, for rows that name none' }),
    owningHeadId: Id.optional().meta({ description: 'Pool of the leads; a head can only name the own one' }),
    consentBasis: z
      .enum(['none', 'enquiry', 'explicit'])
      .default('none')
      .meta({ description: 'On what ground these people may be contacted for promotion' }),
    consentEvidence: Text(500).optional().meta({ description: 'Where and how they agreed; required unless the basis is none' }),
  })
  .refine((options) => options.consentBasis === 'none' || options.consentEvidence !== undefined, {
    error: 'consent needs evidence',
    path: ['consentEvidence'],
  })
export type ImportOptions = z.infer<typeof ImportOptions>

export const ImportCounts = z.object({
  created: z.int(),
  matched: z.int(),
  updated: z.int(),
  sharedPhone: z.int(),
  rejected: z.int(),
  byCode: z.record(z.string(), z.int()).meta({ description: 'Rejected rows by their code' }),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const UndoCounts = z.object({
  withdrawn: z.int().meta({ description: 'Leads the import had created and nobody had touched' }),
  restored: z.int().meta({ description: 'Rows whose changes were put back' }),
  kept: z.int().meta({ description: 'Rows of which something stays; their note says what' }),
})
export type UndoCounts = z.infer<typeof UndoCounts>

export const Import = z.object({
  importId: Id,
  fileId: Id,
  fileName: z.string(),
  state: ImportState,
  createdBy: Id,
  header: z.array(z.string()).nullable(),
  suggestedMapping: ImportMapping.nullable(),
  mapping: ImportMapping.nullable(),
  options: ImportOptions.nullable(),
  planHash: z.string().nullable().meta({ description: 'Names file, mapping and options; a commit repeats the one it saw previewed' }),
  rowCount: z.int().meta({ description: 'Rows read from the file so far' }),
  staged: z.boolean().meta({ description: 'The whole file was read' }),
  settledRows: z.int().meta({ description: 'Rows that the phase at work has behind it; undoing counts down' }),
  previewCounts: ImportCounts.nullable(),
  replaysCut: z
    .int()
    .meta({ description: 'Chunks of the preview whose rows hang together with more earlier rows than were replayed; they may drift' }),
  counts: ImportCounts.nullable(),
  drift: z.int().meta({ description: 'Rows that turned out differently from the preview' }),
  undoCounts: UndoCounts.nullable(),
  errorCode: z.string().nullable(),
  createdAt: Instant,
  previewedAt: Instant.nullable(),
  committedAt: Instant.nullable(),
  undoneAt: Instant.nullable(),
})
export type Import = z.infer<typeof Import>

export const CreateImportUploadInput = z.strictObject({
  name: Text(255).meta({ description: 'File name with its extension: csv, tsv, txt or xlsx' }),
  size: z.int().min(1).optional().meta({ description: 'Bytes' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'Hex' }),
})
export const StartImportInput = z.strictObject({
  fileId: Id,
  allowRepeat: z.boolean().default(false).meta({ description: 'Import the file although the same one was committed before' }),
})
export const MapImportInput = z.strictObject({ importId: Id, mapping: ImportMapping, options: ImportOptions })
export const ImportIdInput = z.strictObject({ importId: Id })
export const CommitImportInput = z.strictObject({
  importId: Id,
  planHash: z.string().max(64).meta({ description: 'Of the preview that was looked at' }),
})

export const ListImportsInput = z.strictObject({ ...pageInput, state: ImportState.optional() })
export const ListImportsOutput = pageOf(Import)

export const ImportRow = z.object({
  rowNo: z.int().meta({ description: 'From 1, blank lines not counted' }),
  line: z.int().meta({ description: 'Line of the file (CSV) or row of the sheet (XLSX), from 1' }),
  cells: z.array(z.string()),
  previewOutcome: IntakeOutcome.nullable(),
  previewCode: z.string().nullable(),
  outcome: IntakeOutcome.nullable(),
  errorCode: z.string().nullable(),
  duplicateOfRow: z.int().nullable().meta({ description: 'The first row of the file about the same person' }),
  leadId: Id.nullable(),
  undoneAt: Instant.nullable(),
  undoNote: z.string().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>
export const ListImportRowsInput = z.strictObject({
  ...pageInput,
  importId: Id,
  outcome: IntakeOutcome.optional().meta({ description: 'Of the commit, or of the preview where nothing is committed yet' }),
})
export const ListImportRowsOutput = pageOf(ImportRow)

export const DownloadImportReportOutput = z.object({
  ready: z.boolean().meta({ description: 'False while the report is being written; ask again, or watch the import' }),
  url: z.string().nullable().meta({ description: 'Path on this API, valid for five minutes' }),
})
