import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { LeadFilter } from './lead.ts'

export const TransferState = z.enum(['staging', 'applying', 'applied', 'undoing', 'undone'])
export type TransferState = z.infer<typeof TransferState>

export const TransferLeadsInput = z
  .strictObject({
    leadIds: z.array(Id).min(1).max(10_000).optional(),
    filter: LeadFilter.optional().meta({ description: 'Exactly one of leadIds and filter' }),
    toHeadId: Id,
    keepAssignees: z.boolean().default(true).meta({ description: 'False: sales takes telecaller and counsellor off the leads' }),
    reason: Text(300, 5),
    requestId: Id.meta({ description: 'Made by the client: the same one twice is one transfer' }),
  })
  .refine(({ leadIds, filter }) => (leadIds === undefined) !== (filter === undefined), { error: 'give exactly one of leadIds and filter' })
export const TransferRef = z.strictObject({ transferId: Id })
export const Transfer = z.object({
  id: Id,
  state: TransferState,
  toHeadId: Id,
  keepAssignees: z.boolean(),
  reason: z.string(),
  requestedAt: Instant,
  leads: z.int().meta({ description: 'Leads it is about, as far as they are found already' }),
  moved: z.int(),
  unchanged: z.int().meta({ description: 'In that pool already, or merged or withdrawn meanwhile' }),
  restored: z.int().meta({ description: 'Put back by the undo' }),
  kept: z.int().meta({ description: 'Not put back, because they were moved on since' }),
})
export type Transfer = z.infer<typeof Transfer>
