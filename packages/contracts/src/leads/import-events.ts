import { z } from 'zod'
import { event, Id } from '../core/index.ts'
import { ImportCounts } from './import.ts'

export const importFinished = event(
  'leads.import-finished',
  z.object({
    importId: Id,
    by: Id,
    counts: ImportCounts,
    drift: z.int().meta({ description: 'Rows that turned out differently from the preview' }),
  }),
)
