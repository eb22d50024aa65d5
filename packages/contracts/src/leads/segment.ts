import { z } from 'zod'
import { Condition, Id, Instant, levelsOf, pageInput, pageOf, testsOf, Text, personal } from '../core/index.ts'
import { LeadSummary } from './lead.ts'

/** A condition over the fields of leads; what does not fit the catalogue is refused with `leads.segment-invalid`. */
export const SegmentCondition = Condition.refine((condition) => testsOf(condition).length <= 100 && levelsOf(condition) <= 8, {
  error: 'at most 100 comparisons, at most 8 levels deep',
}).meta({ description: 'Typed conditions over lead.*; at most 100 comparisons, 8 levels. changed-to has no meaning here' })

const name = Text(120)
const shared = z.boolean().meta({ description: 'Seen and used by all of sales; changed by its owner and administrators only' })

export const Segment = z.object({
  id: Id,
  name: z.string(),
  ownerId: Id,
  shared: z.boolean(),
  condition: Condition,
  version: z.int().meta({ description: 'Goes up with every change' }),
  updatedAt: Instant,
})
export type Segment = z.infer<typeof Segment>

export const CreateSegmentInput = z.strictObject({ name, condition: personal(SegmentCondition), shared: shared.default(false) })
export const UpdateSegmentInput = z.strictObject({
  segmentId: Id,
  version: z.int().min(1),
  name: name.optional(),
  condition: personal(SegmentCondition.optional()),
  shared: shared.optional(),
})
export const SegmentRef = z.strictObject({ segmentId: Id })
export const ListSegmentsInput = z.strictObject({ ...pageInput, mine: z.boolean().default(false) })
export const SegmentPage = pageOf(Segment)

export const PreviewSegmentInput = z.strictObject({ condition: personal(SegmentCondition), limit: z.int().min(1).max(50).default(20) })
export const PreviewSegmentOutput = z.object({
  items: z.array(LeadSummary),
  looked: z.int().meta({ description: 'Leads within reach that were looked at, most recently active first' }),
  found: z.int().meta({ description: 'How many of those are in' }),
  complete: z.boolean().meta({ description: 'Every lead within reach was looked at' }),
})
export const CountSegmentOutput = z.object({
  count: z.int(),
  complete: z.boolean().meta({ description: 'False: at least so many; the rest was not looked at' }),
  countedAt: Instant.meta({
    description: 'When it was counted; who sees the whole pool is told the latest full count, at most 10 minutes old when it can be',
  }),
})
