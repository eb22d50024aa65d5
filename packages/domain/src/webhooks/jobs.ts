import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/**
 * Acts on one inbox item. The row says when it is due and how often it failed, so the queue itself repeats only
 * what died with its worker or its database.
 */
export const processInbox = defineJob('webhooks.process', z.object({ inboxId: z.uuid() }), { concurrency: 8, expireSeconds: 120 })
/** Looks whether the first message of a key can go, and sends it. The message says when it is due, not the queue. */
export const deliverMessage = defineJob('webhooks.deliver', z.object({ endpointId: z.uuid(), orderKey: z.string() }), {
  concurrency: 16,
  expireSeconds: 60,
})
/** One part of a replay of many inbox items. */
export const replayInboxItems = defineJob('webhooks.replay', z.object({ replayId: z.uuid() }), { concurrency: 1 })
export const sweepDue = defineJob('webhooks.sweep', z.object({}), { concurrency: 1 })
export const pruneOld = defineJob('webhooks.prune', z.object({}), { concurrency: 1 })
export const webhooksJobs = { processInbox, deliverMessage, replayInboxItems, sweepDue, pruneOld }
