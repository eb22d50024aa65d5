import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Counts the members of a segment over the whole pool and keeps the number. */
export const countMembers = defineJob('leads.count-members', z.object({ segmentId: Id }), { concurrency: 1, expireSeconds: 3_600 })
