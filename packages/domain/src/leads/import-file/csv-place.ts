import { z } from 'zod'
import { DELIMITERS } from './detect-delimiter.ts'
import { textEncodings } from './detect-encoding.ts'

/**
 * Where the reading of a CSV file stands behind one of its records, so that it can go on from there: not at the record itself,
 * because only the start of what was decoded at once is known by its byte, but at that start and so many characters on.
 */
export const CsvPlace = z.object({
  /** Number of the record, as in {@link ImportRow}. */
  rowNo: z.int().min(1),
  /** Physical line that comes next, from 1. */
  line: z.int().min(1),
  /** Byte of the file to decode from. */
  offset: z.int().min(0),
  /** Characters behind it that are dealt with. */
  chars: z.int().min(0),
  encoding: z.enum(textEncodings),
  /** UTF-8 beyond ASCII was seen before `offset`. */
  seenMultiByte: z.boolean(),
  delimiter: z.enum(DELIMITERS),
  eol: z.enum(['\n', '\r']),
  /** What comes next is the rest of a line that was given up. */
  skippingLine: z.boolean(),
})
export type CsvPlace = z.infer<typeof CsvPlace>
