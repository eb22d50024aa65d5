import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, personal, Text } from '../core/index.ts'

export const InboxState = z.enum(['received', 'processed', 'ignored', 'parked', 'dead']).meta({
  description:
    'received waits for its handler; parked waits for something it depends on; ignored was not ours, or nobody handles that vendor yet (its outcome says which); dead gave up',
})
export type InboxState = z.infer<typeof InboxState>

export const InboxItem = z.object({
  id: Id,
  provider: z.string(),
  dedupeKey: z.string().meta({ description: "The vendor's id of this fact; a second delivery of it is not stored" }),
  eventType: z.string(),
  receivedAt: Instant,
  state: InboxState,
  attempts: z.int().meta({ description: 'Tries that failed; ten end it' }),
  lastError: z.string().nullable().meta({ description: 'Code of the last failure, or what it is parked for' }),
  dueAt: Instant.nullable().meta({ description: 'When it is worked next; null once settled' }),
  processedAt: Instant.nullable(),
})
export type InboxItem = z.infer<typeof InboxItem>

const filter = {
  provider: Text(60).optional(),
  state: InboxState.optional(),
  from: Instant.optional().meta({ description: 'Received at or after' }),
  until: Instant.optional().meta({ description: 'Received before' }),
}
export const ListInboxInput = z.strictObject({ ...pageInput, ...filter })
export const ListInboxOutput = pageOf(InboxItem)

export const GetInboxItemInput = z.strictObject({ id: Id })
export const InboxItemDetail = InboxItem.extend({
  headers: z.record(z.string(), z.string()),
  rawText: personal(z.string().nullable().meta({ description: 'First 64 KiB of the body as text; null once its retention ended' })),
  rawBytes: z.int().meta({ description: 'Size of the body in bytes; 0 once its retention ended' }),
  secretVersion: z.int().nullable().meta({ description: 'Which of the valid secrets signed it' }),
  outcome: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What handling it did: verb called, ids' }),
})
export type InboxItemDetail = z.infer<typeof InboxItemDetail>

export const ReplayInboxInput = z.strictObject({
  ids: z.array(Id).min(1).max(100).optional(),
  filter: z.strictObject(filter).optional().meta({
    description: 'Instead of ids: what is processed or dead, or came before anybody handled it, and still has its body, oldest first',
  }),
  dryRun: z.boolean().default(false).meta({ description: 'Only count' }),
  reason: Text(500, 5),
})
export const ReplayInboxOutput = z.object({
  count: z.int().meta({ description: 'Items replayed, or that would be; counted to a million' }),
  more: z.boolean().meta({ description: 'True when they are more than one call replays: the work goes on in the background' }),
  replayId: Id.nullable().meta({ description: 'More than 100 are replayed in the background; getInboxReplay tells how far it is' }),
})

export const GetInboxReplayInput = z.strictObject({ id: Id })
export const InboxReplay = z.object({
  id: Id,
  state: z.enum(['running', 'done']),
  total: z.int().meta({ description: 'Items when it was asked for' }),
  done: z.int().meta({ description: 'Items replayed so far' }),
  reason: z.string(),
  requestedBy: z.string().meta({ description: 'Who asked for it: user:<id>' }),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
})
export type InboxReplay = z.infer<typeof InboxReplay>

export const DiscardInboxInput = z.strictObject({ id: Id, reason: Text(500, 5) })
export const DiscardInboxOutput = InboxItem
