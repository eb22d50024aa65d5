import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** Deletes the bytes of a file that was given up. */
export const deleteBytes = defineJob('files.delete-bytes', z.object({ fileId: Id }))
/** Gives up uploads whose ticket has run out. */
export const abortStale = defineJob('files.abort-stale', z.object({}), { concurrency: 1 })
