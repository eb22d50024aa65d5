import { z } from 'zod'
import { defineSetting } from '../../settings/index.ts'

export const importChunk = defineSetting({
  key: 'leads.import-chunk',
  schema: z.int().min(1).max(5_000),
  default: 500,
  describe: 'Rows of an import that are previewed or committed together',
})
export const importUndoDays = defineSetting({
  key: 'leads.import-undo-days',
  schema: z.int().min(1).max(90),
  default: 30,
  describe: 'Days after its commit in which an import can be taken back',
})
