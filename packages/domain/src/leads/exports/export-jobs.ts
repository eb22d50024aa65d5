import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Writes the file of an export; one that died begins again, since nothing of it was handed out. */
export const writeExport = defineJob('leads.write-export', z.object({ exportId: Id }), {
  concurrency: 2,
  expireSeconds: 3_600,
  retryLimit: 10,
})
