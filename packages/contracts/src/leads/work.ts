import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'
import { Disposition, FollowUpKind, FollowUpState, LeadStatus } from './vocabulary.ts'

export const ChangeStatusInput = z.strictObject({
  leadId: Id,
  version: z.int().min(1),
  to: LeadStatus,
  reason: Text(200).optional().meta({ description: 'Needed for lost, and for invalid one of wrong-number, junk, test, minor' }),
})
export const ReopenLeadInput = z.strictObject({ leadId: Id, version: z.int().min(1), reason: Text(200).optional() })
export const ApplyDispositionInput = z.strictObject({
  leadId: Id,
  disposition: Disposition,
  note: Text(4000).optional(),
  reason: Text(200).optional(),
  language: Text(60).optional().meta({ description: 'With language-mismatch: what the person speaks' }),
  followUpAt: Instant.optional(),
  callId: Id.optional(),
  contactPointId: Id.optional().meta({ description: 'The number that was called; absent: the primary phone' }),
})

export const FollowUp = z.object({
  id: Id,
  leadId: Id,
  ownerId: Id,
  dueAt: Instant,
  kind: FollowUpKind,
  note: z.string().nullable(),
  state: FollowUpState,
})
export type FollowUp = z.infer<typeof FollowUp>
export const ScheduleFollowUpInput = z.strictObject({
  leadId: Id,
  dueAt: Instant.meta({ description: 'At most 180 days ahead' }),
  kind: FollowUpKind.default('call'),
  note: Text(1000).optional(),
  ownerId: Id.optional().meta({ description: 'Absent: you; only heads and administrators name somebody else' }),
})
export const RescheduleFollowUpInput = z.strictObject({ followUpId: Id, dueAt: Instant.meta({ description: 'At most 180 days ahead' }) })
export const FollowUpRef = z.strictObject({ followUpId: Id })
export const ListMyFollowUpsInput = z.strictObject({ ...pageInput, state: FollowUpState.default('open'), dueBefore: Instant.optional() })
export const FollowUpPage = pageOf(FollowUp.extend({ fullName: z.string(), leadStatus: LeadStatus }))

export const AddNoteInput = z.strictObject({ leadId: Id, text: Text(4000) })
export const CorrectNoteInput = z.strictObject({ activityId: Id, text: Text(4000) })

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
  .meta({ description: 'Lower-case letters, digits and dashes' })
export const Tag = z.object({ id: Id, slug: z.string(), label: z.string(), retired: z.boolean() })
export const TagLeadsInput = z.strictObject({ leadIds: z.array(Id).min(1).max(500), tag: Text(60) })
export const TagLeadsOutput = z.object({ changed: z.int() })
export const CreateTagInput = z.strictObject({ slug, label: Text(80) })
export const RenameTagInput = z.strictObject({ slug: Text(60), label: Text(80) })
export const RetireTagInput = z.strictObject({ slug: Text(60) })
