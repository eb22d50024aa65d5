import { z } from 'zod'
import { defineSetting } from '../../settings/index.ts'

export const exportMostRows = defineSetting({
  key: 'leads.export-most-rows',
  schema: z.int().min(1).max(100_000),
  default: 100_000,
  describe: 'Leads that one export may hold',
})
