import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'
import { LeadFilter } from './lead.ts'

export const ExportState = z.enum(['writing', 'ready', 'failed'])
export type ExportState = z.infer<typeof ExportState>

export const ExportLeadsInput = z.strictObject({
  segmentId: Id.optional(),
  filter: LeadFilter.default({}),
  requestId: Id.meta({ description: 'Made by the client: the same one twice is one export' }),
})
export const ExportRef = z.strictObject({ exportId: Id })
export const LeadExport = z.object({
  id: Id,
  state: ExportState,
  rows: z.int().nullable().meta({ description: 'Null until it is ready' }),
  failure: z.string().nullable().meta({ description: 'An error code of leads' }),
  url: z.string().nullable().meta({ description: 'Path on this API, valid for five minutes; the file is kept for seven days' }),
  requestedAt: Instant,
})
export type LeadExport = z.infer<typeof LeadExport>
