import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'

/** What was done to something. `before` and `after` hold only the fields that differ. */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  action: z.string().meta({ description: 'The verb, `<domain>.<kebab>`' }),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), via: z.string().optional() }),
  subject: z.object({ type: z.string(), id: z.string() }),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().optional(),
  effect: z.enum(['write', 'read', 'refused']),
  requestId: z.string(),
  platform: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const ListEntriesInput = z.strictObject({
  ...pageInput,
  subjectType: Text(60).optional(),
  subjectId: Text(100).optional(),
  actorId: Text(100).optional(),
  action: Text(100).optional(),
})
export type ListEntriesInput = z.infer<typeof ListEntriesInput>
export const ListEntriesOutput = pageOf(AuditEntry)
