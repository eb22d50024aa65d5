import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/**
 * Acts on one inbox item. The row says when it is due and how often it failed, so the queue itself repeats only
 * what died with its worker or its database.
 */
export const processInbox = defineJob('webhooks.process', z.object({ inboxId: z.uuid() }), { concurrency: 8, expireSeconds: 120 })
export const sweepInbox = defineJob('webhooks.sweep', z.object({}), { concurrency: 1 })
export const pruneInbox = defineJob('webhooks.prune', z.object({}), { concurrency: 1 })
export const inboxJobs = { processInbox, sweepInbox, pruneInbox }
