import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, personal, Text } from '../core/index.ts'

export const FilePurpose = z
  .enum(['import', 'export', 'avatar', 'banner', 'thumbnail', 'resume', 'recording', 'call-audio', 'document', 'material', 'page-snapshot'])
  .meta({ description: 'What the file is for; decides accepted types, size and how long it is kept' })
export type FilePurpose = z.infer<typeof FilePurpose>

export const FileState = z.enum(['ticket', 'uploaded', 'scanning', 'stored', 'quarantined', 'rejected', 'expired', 'deleted', 'purged'])
export type FileState = z.infer<typeof FileState>
export const FileVerdict = z
  .enum(['pending', 'clean', 'infected', 'unscannable'])
  .meta({ description: '`unscannable`: no virus scanner looked at it' })
export type FileVerdict = z.infer<typeof FileVerdict>

/** Signed permission to send the bytes of one file. Whoever holds it may upload, nobody else. */
export const UploadTicket = z.string().min(1).max(300).meta({ description: 'Opaque, from the verb that announced the file' })

/** What an owning domain hands to whoever will send the bytes. */
export const IssuedTicket = z.object({
  fileId: Id,
  ticket: UploadTicket,
  maxBytes: z.int().meta({ description: 'Bytes at most' }),
  expiresAt: Instant,
})
export type IssuedTicket = z.infer<typeof IssuedTicket>

const UploadHeaders = z.record(z.string(), z.string()).meta({ description: 'Send these with each PUT' })
const UploadUrl = z
  .string()
  .meta({ description: 'PUT the bytes as the whole body. Absolute, or a path on this API; resolve it against the address of the API' })
const PartNumber = z.int().min(1).max(10_000).meta({ description: 'Number of the part, from 1' })

export const BeginUploadInput = z.strictObject({ ticket: UploadTicket })
const begun = { fileId: Id, headers: UploadHeaders, maxBytes: z.int().meta({ description: 'Bytes at most' }), expiresAt: Instant }
export const BeginUploadOutput = z.discriminatedUnion('method', [
  z.object({ ...begun, method: z.literal('put'), url: UploadUrl }),
  z.object({
    ...begun,
    method: z.literal('multipart'),
    partSize: z.int().meta({ description: 'Bytes of each part but the last, at least 5 MiB' }),
    parts: z
      .array(z.object({ n: PartNumber, url: UploadUrl }))
      .meta({ description: 'All parts where the size was announced, at most the first hundred; ask `signPart` for others' }),
  }),
])

export const SignPartInput = z.strictObject({ ticket: UploadTicket, n: PartNumber })
export const SignPartOutput = z.object({ n: PartNumber, url: UploadUrl, headers: UploadHeaders, expiresAt: Instant })
export const ListPartsInput = z.strictObject({ ticket: UploadTicket })
export const ListPartsOutput = z.object({
  items: z.array(z.object({ n: PartNumber, size: z.int().meta({ description: 'Bytes' }), etag: z.string() })),
})

export const FinishUploadInput = z.strictObject({
  ticket: UploadTicket,
  parts: z
    .array(z.strictObject({ n: PartNumber, etag: Text(200) }))
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Of an upload in parts: those that make the file. Left out: all that arrived, in order' }),
})
export const StoredFile = z.object({
  fileId: Id,
  state: FileState,
  name: z.string(),
  type: z.string().meta({ description: 'Media type found in the bytes' }),
  size: z.int().meta({ description: 'Bytes' }),
  sha256: z.string().nullable().meta({ description: 'Hex; null while a large file is still being read' }),
  verdict: FileVerdict,
})
export type StoredFile = z.infer<typeof StoredFile>

export const AbortUploadInput = z.strictObject({ ticket: UploadTicket })
export const AbortUploadOutput = z.object({
  aborted: z.boolean().meta({ description: 'False when the file was stored already, or given up before' }),
})

export const FileSummary = z.object({
  fileId: Id,
  purpose: FilePurpose,
  ownerDomain: z.string().meta({ description: 'The domain the file belongs to; it decides who may open it' }),
  ownerRef: z.string(),
  name: personal(z.string()),
  type: z.string().nullable(),
  size: z.int().nullable().meta({ description: 'Bytes' }),
  durationMs: z.int().nullable().meta({ description: 'How long sound or film plays, in milliseconds, where its container says' }),
  state: FileState,
  verdict: FileVerdict,
  createdAt: Instant,
  retainUntil: Instant.nullable().meta({ description: 'When it will be deleted by itself; null: when its owner lets it go' }),
  legalHold: z.boolean(),
})
export type FileSummary = z.infer<typeof FileSummary>

export const ListMyFilesInput = z.strictObject(pageInput)
export const ListMyFilesOutput = pageOf(FileSummary)

export const QuarantinedFile = FileSummary.extend({
  reason: z.string().nullable().meta({ description: 'What the scanner called it; `too-large-to-scan` where it could not look' }),
})
export const ListQuarantineInput = z.strictObject(pageInput)
export const ListQuarantineOutput = pageOf(QuarantinedFile)

const FileWithReason = { fileId: Id, reason: Text(500, 5) }
export const DownloadQuarantinedInput = z.strictObject(FileWithReason)
export const DownloadQuarantinedOutput = z.object({
  url: z.string().meta({ description: 'A zip in which the file is encrypted; path on this API' }),
  password: z.string(),
  expiresAt: Instant,
})
export const RestoreObjectInput = z.strictObject(FileWithReason)
export const SetLegalHoldInput = z.strictObject({ ...FileWithReason, hold: z.boolean() })

export const GetStorageReportInput = z.strictObject({})
const Count = z.int().min(0)
export const GetStorageReportOutput = z.object({
  waiting: z.object({
    scanning: Count.meta({ description: 'Files that wait for the virus scanner; counted up to 10 000' }),
    quarantined: Count.meta({ description: 'Counted up to 10 000' }),
    deleted: Count.meta({ description: 'Files that can still be restored, for 7 days; counted up to 10 000' }),
    missing: Count.meta({ description: 'Rows whose bytes were not found; counted up to 10 000' }),
  }),
  lastComparison: z
    .object({
      startedAt: Instant,
      finishedAt: Instant.nullable(),
      objects: Count.meta({ description: 'Objects found in the store' }),
      rows: Count.meta({ description: 'Rows that must have bytes' }),
      orphans: Count.meta({ description: 'Objects without a row, moved to `orphans/`' }),
      missing: Count.meta({ description: 'Rows without an object' }),
      staleUploads: Count.meta({ description: 'Uploads in parts that nobody knew, aborted' }),
      rehashed: Count.meta({ description: 'Objects read again to compare their hash' }),
      hashMismatches: Count,
      bytesByPurpose: z.record(z.string(), z.int()).meta({ description: 'Bytes' }),
    })
    .nullable()
    .meta({ description: 'The weekly comparison of rows and bytes; null before the first' }),
})
