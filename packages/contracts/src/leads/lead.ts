import { z } from 'zod'
import { Id, Instant, JsonObject, pageInput, pageOf, personal, Text } from '../core/index.ts'
import { ActivityKind, IntakeChannel, IntakeOutcome, LeadStatus, Temperature } from './vocabulary.ts'

export const LeadSummary = z.object({
  id: Id,
  number: z.string().meta({ description: 'Shown to people: L-000123' }),
  fullName: personal(z.string()),
  status: LeadStatus,
  temperature: Temperature.nullable().meta({ description: 'Set by hand within 30 days, else predicted from calls' }),
  city: z.string().nullable(),
  state: z.string().nullable(),
  primaryPhone: personal(z.string().nullable().meta({ description: 'E.164, masked for telecallers' })),
  primaryEmail: personal(z.string().nullable()),
  owningHeadId: Id.nullable(),
  assignedTo: Id.nullable(),
  counsellorId: Id.nullable(),
  lastActivityAt: Instant,
  version: z.int(),
})
export type LeadSummary = z.infer<typeof LeadSummary>

export const ContactPoint = z.object({
  id: Id,
  kind: z.enum(['phone', 'email']),
  value: z.string().meta({ description: 'E.164 or address; phones are masked for telecallers' }),
  role: z.enum(['identifying', 'shared']).meta({ description: 'shared: a family phone, which identifies nobody' }),
  isPrimary: z.boolean(),
  phoneType: z.enum(['mobile', 'fixed', 'unknown']).nullable(),
  state: z.enum(['ok', 'bad']),
})
export const Interest = z.object({ productCode: z.string(), sessionYear: z.int() })
export const LeadTag = z.object({ slug: z.string(), label: z.string() })

export const Lead = LeadSummary.extend({
  lostReason: z.string().nullable(),
  college: personal(z.string().nullable()),
  graduationYear: z.int().nullable(),
  profession: personal(z.string().nullable()),
  language: z.string().nullable(),
  timeZone: z.string(),
  extra: personal(z.record(z.string(), z.unknown())),
  predictedInterest: Temperature.nullable(),
  firstIntakeAt: Instant,
  attempts: z.int().meta({ description: 'Contact attempts by people and machines' }),
  attemptDays: z.int().meta({ description: 'Days in India with an attempt' }),
  firstAttemptAt: Instant.nullable(),
  lastAttemptAt: Instant.nullable(),
  reopened: z.int(),
  convertedUserId: Id.nullable(),
  contactPoints: z.array(ContactPoint),
  interests: z.array(Interest),
  tags: z.array(LeadTag),
})
export type Lead = z.infer<typeof Lead>

export const CaptureLeadInput = z.strictObject({
  fullName: Text(200, 0).default(''),
  phones: personal(z.array(Text(60)).max(5).default([]).meta({ description: 'As written; India is the default country' })),
  emails: personal(z.array(Text(300)).max(5).default([])),
  productCode: Text(60).optional().meta({ description: 'Absent: general' }),
  sessionYear: z.int().min(2000).max(2100).optional(),
  source: Text(60).optional().meta({ description: 'Code of a source' }),
  city: Text(120).optional(),
  state: Text(120).optional(),
  college: Text(200).optional(),
  note: personal(Text(4000).optional()),
  requestId: Id.meta({ description: 'Made by the client: the same one twice is one intake' }),
})
export const CaptureLeadOutput = z.object({
  outcome: IntakeOutcome,
  leadId: Id.optional().meta({ description: 'Absent when the person is a lead outside your reach; its owner hears of the enquiry' }),
  intakeId: Id,
})

export const LeadFilter = z.strictObject({
  status: z.array(LeadStatus).min(1).max(13).optional(),
  owningHeadId: Id.optional(),
  assignedTo: Id.optional(),
  counsellorId: Id.optional(),
  unassigned: z.boolean().optional().meta({ description: 'True: without telecaller; false: with one' }),
  temperature: z.array(Temperature).min(1).max(3).optional(),
  productCode: Text(60).optional(),
  sessionYear: z.int().min(2000).max(2100).optional(),
  tag: Text(60).optional().meta({ description: 'Slug' }),
  source: Text(60).optional().meta({ description: 'Code of the first source' }),
  city: Text(120).optional(),
  firstIntakeFrom: Instant.optional(),
  firstIntakeBefore: Instant.optional(),
})
export type LeadFilter = z.infer<typeof LeadFilter>

export const ListLeadsInput = z.strictObject({
  ...pageInput,
  filter: LeadFilter.default({}),
  segmentId: Id.optional().meta({ description: 'Only leads of this segment; a page may be short where few of the leads looked at are in' }),
})
export const LeadPage = pageOf(LeadSummary)
export const SearchLeadsInput = z.strictObject({
  query: Text(200).meta({ description: 'A name, the last 4 or more digits of a phone, or the start of an e-mail address' }),
  limit: z.int().min(1).max(50).default(20),
})
export const SearchLeadsOutput = z.object({ items: z.array(LeadSummary) })

export const CountLeadsInput = z.strictObject({
  of: z
    .enum(['mine', 'pool', 'all'])
    .optional()
    .meta({ description: 'Absent: what the role stands for (telecaller mine, head pool, administrator all)' }),
})
export const CountLeadsOutput = z.object({
  total: z.int(),
  byStatus: z.array(z.object({ status: LeadStatus, count: z.int() })),
})

export const LeadRef = z.strictObject({ leadId: Id })
export const Activity = z.object({
  id: Id,
  leadId: Id.meta({ description: 'The lead it happened to; may be one merged into this lead' }),
  kind: ActivityKind,
  channel: z.string().nullable(),
  direction: z.enum(['in', 'out', 'none']),
  actor: z.string(),
  occurredAt: Instant,
  data: z.record(z.string(), z.unknown()),
  correctsId: Id.nullable(),
})
export type Activity = z.infer<typeof Activity>
export const ListTimelineInput = z.strictObject({ ...pageInput, leadId: Id, kinds: z.array(ActivityKind).min(1).max(20).optional() })
export const TimelinePage = pageOf(Activity)

export const UpdateLeadInput = z.strictObject({
  leadId: Id,
  version: z.int().min(1),
  fields: z.strictObject({
    fullName: Text(200, 0).optional(),
    city: Text(120).nullable().optional(),
    state: Text(120).nullable().optional(),
    college: Text(200).nullable().optional(),
    graduationYear: z.int().min(1950).max(2100).nullable().optional(),
    profession: Text(120).nullable().optional(),
    language: Text(60).nullable().optional(),
    temperature: Temperature.nullable().optional(),
    extra: JsonObject.optional().meta({ description: 'Replaces the free data; at most 16 KiB' }),
  }),
})

export const ExplainLeadOutput = z.object({
  status: z.object({
    status: LeadStatus,
    since: Instant,
    reason: z.string().nullable(),
    lastChange: z.object({ from: LeadStatus, to: LeadStatus, by: z.string(), at: Instant, reason: z.string().nullable() }).nullable(),
  }),
  holders: z.object({ owningHeadId: Id.nullable(), assignedTo: Id.nullable(), counsellorId: Id.nullable(), capturedBy: Id.nullable() }),
  firstIntake: z.object({ channel: IntakeChannel, at: Instant, outcome: IntakeOutcome, matchedBy: z.string().nullable() }).nullable(),
  intakes: z.int().meta({ description: 'Arrivals of this person over all channels' }),
  merges: z.array(z.object({ mergeId: Id, absorbedId: Id, by: z.string(), reason: z.string(), at: Instant, undoneAt: Instant.nullable() })),
  contact: z.array(
    z.object({
      contactPointId: Id,
      channel: z.string(),
      purpose: z.string(),
      decision: z.enum(['allow', 'defer', 'refuse']),
      code: z.string().nullable(),
      until: Instant.nullable(),
    }),
  ),
})
