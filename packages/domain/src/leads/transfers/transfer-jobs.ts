import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Moves the leads of a transfer, or puts them back, in steps that each commit: one that died goes on where it stopped. */
export const applyTransfer = defineJob('leads.apply-transfer', z.object({ transferId: Id }), {
  concurrency: 2,
  expireSeconds: 3_600,
  retryLimit: 20,
})
