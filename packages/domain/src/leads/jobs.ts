import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Looks for other leads that may be the same person as these new ones. */
export const matchDuplicates = defineJob('leads.match-duplicates', z.object({ leadIds: z.array(Id).max(1000) }), { concurrency: 2 })
/** Tells owners what is due and marks what was missed, in batches. */
export const sweepFollowUps = defineJob('leads.sweep-follow-ups', z.object({}), { concurrency: 1 })
/** Adds the appended changes of the pool's counts to the counts. */
export const foldCounts = defineJob('leads.fold-counts', z.object({}), { concurrency: 1 })
/** Looks again for possible duplicates among what changed. */
export const backfillDuplicates = defineJob('leads.backfill-duplicates', z.object({}), { concurrency: 1, expireSeconds: 3_600 })
/** Announces consents whose life is over. */
export const expireConsents = defineJob('leads.expire-consents', z.object({}), { concurrency: 1 })
