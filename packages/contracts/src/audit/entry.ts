import { z } from 'zod'
import { Cursor, Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'

const Subject = z.object({ type: z.string(), id: z.string() })

/** What was done to something. `before` and `after` hold only the fields that differ. */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  action: z.string().meta({ description: 'The verb, `<domain>.<kebab>`' }),
  actor: z.object({
    kind: z.string(),
    id: z.string().meta({ description: 'User, vendor, job, provider or run; `anonymous` for a visitor' }),
    role: z.string().optional().meta({ description: 'Role the person held at that moment' }),
    via: z.string().optional().meta({ description: 'The administrator behind an impersonation, or the API key' }),
  }),
  subject: Subject,
  also: z.array(Subject).optional(),
  before: z.record(z.string(), z.unknown()).optional().meta({
    description:
      'Sealed personal values read `sealed` in lists, `erased` once their key is destroyed, `unreadable` where key or value was altered',
  }),
  after: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().optional().meta({ description: 'About a person it is stored sealed; `erased` with the person' }),
  decision: z.record(z.string(), z.unknown()).optional().meta({ description: 'Rule, inputs and outcome, where the verb decided' }),
  effect: z.enum(['write', 'read', 'refused']),
  requestId: z.string(),
  platform: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** Which entries; the time filter is half-open, [from, to). */
const filter = {
  subjectType: Text(60).optional(),
  subjectId: Text(200).optional().meta({ description: 'Needs `subjectType`' }),
  actorId: Text(200).optional(),
  action: Text(100).optional(),
  domain: Text(40).optional(),
  from: Instant.optional().meta({ description: 'Included; by default 366 days before `to`' }),
  to: Instant.optional().meta({ description: 'Excluded; by default there is no end. At most 366 days after `from`' }),
}

export const ListEntriesInput = z.strictObject({ ...filter, cursor: Cursor.optional(), limit: z.int().min(1).max(200).default(50) })
export type ListEntriesInput = z.infer<typeof ListEntriesInput>
export const ListEntriesOutput = pageOf(AuditEntry)

export const GetEntryInput = z.strictObject({ id: Id })

export const ExplainSubjectInput = z.strictObject({ type: Text(60), id: Text(200), ...pageInput })
export const SubjectStep = z.object({
  entryId: Id,
  at: Instant,
  who: z.string(),
  sentence: z.string().meta({ description: 'Who did what, from what to what, and why' }),
  reason: z.string().nullable(),
  decision: z.record(z.string(), z.unknown()).nullable(),
})
export const ExplainSubjectOutput = pageOf(SubjectStep)

export const ListMyHistoryInput = z.strictObject(pageInput)
export const HistoryItem = z.object({
  at: Instant,
  action: z.string(),
  effect: z.enum(['write', 'read']).meta({ description: '`write`: my record was changed; `read`: it was looked at' }),
  role: z.string().meta({ description: 'Role of who did it, never the name; SYSTEM for jobs' }),
  reason: z.string().nullable(),
})
export const ListMyHistoryOutput = pageOf(HistoryItem)

export const ExportRangeInput = z.strictObject({
  ...filter,
  cursor: Cursor.optional(),
  limit: z.int().min(1).max(1000).default(1000),
  reason: Text(500, 5),
})
export const ExportRow = z.object({
  body: z.string().meta({ description: 'Canonical JSON (RFC 8785), the bytes that were hashed' }),
  chain: z.int(),
  seq: z.int(),
  hash: z.string().meta({ description: 'Hex' }),
})
export type ExportRow = z.infer<typeof ExportRow>
export const ExportRangeOutput = pageOf(ExportRow).extend({
  until: Instant.meta({
    description: 'Entries before this instant are all there; younger ones may still be on their way and come with a later export',
  }),
})
