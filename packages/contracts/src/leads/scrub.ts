import { z } from 'zod'
import { Instant, Text } from '../core/index.ts'

export const ExportScrubListInput = z.strictObject({})
export const ExportScrubListOutput = z.object({
  numbers: z.int().meta({ description: 'Numbers that wait for an answer, at most 100,000' }),
  url: z
    .string()
    .nullable()
    .meta({ description: 'Path on this API to a file with one E.164 number per line, valid for five minutes; null where nobody waits' }),
})
export const ImportScrubInput = z.strictObject({
  content: Text(500_000).meta({
    description: 'Lines of number,status,categories: status Y (registered) or N, categories separated by ;. A header is left out',
  }),
  asOf: Instant.meta({ description: 'As of when the register was read; not ahead' }),
  reference: Text(200).optional(),
})
export const ImportScrubOutput = z.object({
  applied: z.int(),
  unknown: z.array(z.string()).meta({ description: 'Numbers that nobody here has, left out; the first 100' }),
  malformed: z.array(z.int()).meta({ description: 'Lines that could not be read, from 1; the first 100' }),
})
