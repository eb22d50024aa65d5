import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Asks the do-not-disturb register for the numbers that wait. */
export const scrubNumbers = defineJob('leads.scrub-numbers', z.object({}), { concurrency: 1, retryLimit: 2 })
