import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'
import { RunFilter } from './runs.ts'

export const RunExportState = z.enum(['writing', 'ready', 'failed'])
export const ExportRunsInput = z.strictObject({
  filter: RunFilter.extend({ workflowId: Id }),
  requestId: Id.meta({ description: 'Made by the client: the same one twice is one export' }),
})
export const RunExportRef = z.strictObject({ exportId: Id })
export const RunExport = z.object({
  id: Id,
  workflowId: Id,
  state: RunExportState,
  rows: z.int().nullable().meta({ description: 'Null until it is ready' }),
  failure: z.string().nullable().meta({ description: 'An error code of workflows' }),
  url: z.string().nullable().meta({ description: 'Path on this API, valid for five minutes; the file is kept for seven days' }),
  requestedAt: Instant,
})
export type RunExport = z.infer<typeof RunExport>
