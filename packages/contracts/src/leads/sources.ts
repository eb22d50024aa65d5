import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Paise, Text } from '../core/index.ts'

const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
  .meta({ description: 'Lower-case letters, digits and dashes; it stands in files and links and never changes' })
const head = Id.nullable().meta({ description: 'Sales head whose pool its leads go to when the arrival names none' })
const SourceKind = z.enum(['advertisement', 'event', 'referral', 'organic', 'partner', 'walk-in', 'other'])

export const Source = z.object({ id: Id, code: z.string(), kind: z.string(), name: z.string(), defaultHeadId: Id.nullable() })
export type Source = z.infer<typeof Source>
export const CreateSourceInput = z.strictObject({ code, kind: SourceKind, name: Text(120), defaultHeadId: head.default(null) })
export const UpdateSourceInput = z.strictObject({
  code: Text(60),
  kind: SourceKind.optional(),
  name: Text(120).optional(),
  defaultHeadId: head.optional(),
})
export const ListSourcesInput = z.strictObject({ ...pageInput })
export const SourcePage = pageOf(Source)

const cost = Paise.min(0).meta({ description: 'What it costs, in paise' })
const sessionYear = z.int().min(2000).max(2100).nullable()
export const Campaign = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  source: z.string().meta({ description: 'Code of its source' }),
  productCode: z.string(),
  sessionYear: sessionYear.meta({ description: 'Null: that of the product' }),
  costPaise: Paise,
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
})
export type Campaign = z.infer<typeof Campaign>
export const CreateCampaignInput = z.strictObject({
  code,
  name: Text(120),
  source: Text(60),
  productCode: Text(60),
  sessionYear: sessionYear.default(null),
  costPaise: cost.default(0),
  startsAt: Instant.nullable().default(null),
  endsAt: Instant.nullable().default(null),
})
export const UpdateCampaignInput = z.strictObject({
  code: Text(60),
  name: Text(120).optional(),
  costPaise: cost.optional(),
  startsAt: Instant.nullable().optional(),
  endsAt: Instant.nullable().optional(),
})
export const ListCampaignsInput = z.strictObject({ ...pageInput, source: Text(60).optional().meta({ description: 'Code of a source' }) })
export const CampaignPage = pageOf(
  Campaign.extend({
    arrivals: z.int().meta({ description: 'Arrivals that named it, every one of a person counted' }),
  }),
)
