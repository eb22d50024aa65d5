import { z } from 'zod'
import { pageInput, pageOf, Text } from '../core/index.ts'

const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
  .meta({ description: 'Lower-case letters, digits and dashes; it stands in import files and campaigns and never changes' })
const SessionYear = z.int().min(2000).max(2100).nullable()
const year = SessionYear.meta({ description: 'What an arrival without a year means; null: the calendar year in India' })

export const Product = z.object({ code: z.string(), name: z.string(), currentSessionYear: SessionYear, retired: z.boolean() })
export type Product = z.infer<typeof Product>
export const CreateProductInput = z.strictObject({ code, name: Text(120), currentSessionYear: year.default(null) })
export const UpdateProductInput = z.strictObject({
  code: Text(60),
  name: Text(120).optional(),
  currentSessionYear: year.optional(),
})
export const RetireProductInput = z.strictObject({ code: Text(60) })
export const ListProductsInput = z.strictObject({ ...pageInput, retired: z.boolean().optional().meta({ description: 'Absent: all' }) })
export const ProductPage = pageOf(Product)
