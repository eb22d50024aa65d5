import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'

export const FilePurpose = z
  .enum(['import', 'export'])
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

export const BeginUploadInput = z.strictObject({ ticket: UploadTicket })
export const BeginUploadOutput = z.object({
  fileId: Id,
  method: z.literal('put'),
  url: z.string().meta({ description: 'Path on this API; PUT the bytes as the whole body' }),
  headers: z.record(z.string(), z.string()).meta({ description: 'Send these with the PUT' }),
  maxBytes: z.int().meta({ description: 'Bytes at most' }),
  expiresAt: Instant,
})

export const FinishUploadInput = z.strictObject({ ticket: UploadTicket })
export const StoredFile = z.object({
  fileId: Id,
  state: FileState,
  name: z.string(),
  type: z.string().meta({ description: 'Media type found in the bytes' }),
  size: z.int().meta({ description: 'Bytes' }),
  sha256: z.string().meta({ description: 'Hex' }),
  verdict: FileVerdict,
})
export type StoredFile = z.infer<typeof StoredFile>

export const AbortUploadInput = z.strictObject({ ticket: UploadTicket })
export const AbortUploadOutput = z.object({
  aborted: z.boolean().meta({ description: 'False when the file was stored already, or given up before' }),
})
