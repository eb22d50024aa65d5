import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/**
 * Acts on items of the inbox, one after another, each in a transaction of its own. A row says when it is due and how often it
 * failed, so the queue itself repeats only what died with its worker or its database. A release that knows one item a job acts on
 * the first, and the sweep brings the others.
 */
export const processInbox = defineJob('webhooks.process', z.object({ inboxId: z.uuid(), more: z.array(z.uuid()).optional() }), {
  concurrency: 4,
  // Twenty handlers that ask their vendor for fifteen seconds each take half of it.
  expireSeconds: 600,
})
/** Looks whether the first message of a key can go, and sends it. The message says when it is due, not the queue. */
export const deliverMessage = defineJob('webhooks.deliver', z.object({ endpointId: z.uuid(), orderKey: z.string() }), {
  concurrency: 16,
  expireSeconds: 60,
})
/** One part of a replay of many inbox items. */
export const replayInboxItems = defineJob('webhooks.replay', z.object({ replayId: z.uuid() }), { concurrency: 1 })
/** The parts of a replay of many messages; a repetition finds those it has reopened waiting, or settled since, and leaves them. */
export const replayMessages = defineJob(
  'webhooks.replay-messages',
  z.object({
    endpointId: z.uuid(),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable(),
    types: z.array(z.string()).nullable(),
    /** What was settled later went out after the replay was asked for. */
    askedAt: z.iso.datetime(),
    after: z.object({ orderKey: z.string(), sequence: z.number() }).optional(),
  }),
  { concurrency: 1 },
)
/** The rest of what was put off at an endpoint that was enabled. */
export const bringForward = defineJob(
  'webhooks.bring-forward',
  z.object({ endpointId: z.uuid(), enabledAt: z.iso.datetime(), after: z.object({ nextAt: z.iso.datetime(), id: z.string() }) }),
  { concurrency: 1 },
)
export const sweepDue = defineJob('webhooks.sweep', z.object({}), { concurrency: 1 })
export const pruneOld = defineJob('webhooks.prune', z.object({}), { concurrency: 1 })
export const webhooksJobs = { processInbox, deliverMessage, replayInboxItems, replayMessages, bringForward, sweepDue, pruneOld }
