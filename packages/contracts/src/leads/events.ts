import { z } from 'zod'
import { event, Id, Instant, Origin } from '../core/index.ts'
import { ConsentBasis, ConsentChannel, ConsentPurpose, IntakeChannel, LeadStatus } from './vocabulary.ts'

/** Set when a workflow acted: it recognises the echo of its own step. */
const origin = { origin: Origin.optional() }

export const leadCreated = event(
  'leads.lead-created',
  z.object({
    leadId: Id,
    channel: IntakeChannel,
    source: z.string().optional().meta({ description: 'Code of the source' }),
    productCode: z.string(),
    sessionYear: z.int(),
    owningHeadId: Id.optional(),
    capturedBy: Id.optional(),
    importId: Id.optional(),
  }),
)
export const reEnquired = event(
  'leads.re-enquired',
  z.object({ leadId: Id, intakeId: Id, channel: IntakeChannel, productCode: z.string(), reopened: z.boolean() }),
)
export const leadMerged = event('leads.lead-merged', z.object({ survivorId: Id, absorbedId: Id, mergeId: Id, by: z.string() }))
export const leadUnmerged = event('leads.lead-unmerged', z.object({ survivorId: Id, absorbedId: Id, mergeId: Id, by: z.string() }))
export const statusChanged = event(
  'leads.status-changed',
  z.object({
    leadId: Id,
    from: LeadStatus,
    to: LeadStatus,
    pursuit: z.int().meta({ description: 'How often the lead was reopened' }),
    reason: z.string().optional(),
    language: z.string().optional(),
    by: z.string(),
    at: Instant,
    ...origin,
  }),
)
export const tagged = event('leads.tagged', z.object({ leadId: Id, tag: z.string().meta({ description: 'Slug' }), ...origin }))
export const followUpDue = event('leads.follow-up-due', z.object({ followUpId: Id, leadId: Id, ownerId: Id, dueAt: Instant }))
export const followUpCompleted = event('leads.follow-up-completed', z.object({ followUpId: Id, leadId: Id, ownerId: Id, dueAt: Instant }))
export const contactAttempted = event(
  'leads.contact-attempted',
  z.object({ leadId: Id, channel: z.string(), by: z.string(), at: Instant, first: z.boolean() }),
)
export const consentChanged = event(
  'leads.consent-changed',
  z.object({
    valueHash: z.string(),
    leadId: Id.optional(),
    channel: ConsentChannel,
    purpose: ConsentPurpose,
    state: z.enum(['granted', 'withdrawn']),
    basis: ConsentBasis,
  }),
)
export { importFinished } from './import-events.ts'
