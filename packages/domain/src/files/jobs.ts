import { Id } from '@mas/contracts/core'
import { FilePurpose } from '@mas/contracts/files'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const OneFile = z.object({ fileId: Id })

/** Hash, picture and virus scan, one queue for each class of purposes: a slow one holds up nobody else. */
export const checkJobs = {
  documents: defineJob('files.check', OneFile, { retryDelaySeconds: 5 }),
  images: defineJob('files.check-image', OneFile, { retryDelaySeconds: 5, concurrency: 1 }),
  media: defineJob('files.check-media', OneFile, { retryDelaySeconds: 30, concurrency: 2, expireSeconds: 3_600 }),
  imports: defineJob('files.check-import', OneFile, { retryDelaySeconds: 5, concurrency: 2, expireSeconds: 900 }),
}
/** Deletes the bytes of a file that was given up or purged; of a stored picture what it was made from. */
export const deleteBytes = defineJob('files.delete-bytes', z.object({ fileId: Id, raw: z.literal(true).optional() }))
/** Gives up uploads whose ticket has run out, and takes up checks that nobody finished. */
export const abortStale = defineJob('files.abort-stale', z.object({}), { concurrency: 1 })
/** Deletes what was kept long enough. */
export const sweepRetention = defineJob('files.sweep-retention', z.object({}), { concurrency: 1, expireSeconds: 3_600 })
/** Destroys what was deleted long enough ago. */
export const purgeDeleted = defineJob('files.purge', z.object({}), { concurrency: 1, expireSeconds: 3_600 })
/** Compares rows and bytes. */
export const reconcileFiles = defineJob('files.reconcile', z.object({}), { concurrency: 1, expireSeconds: 6 * 3_600, retryLimit: 20 })
/** Fetches a file from an address. */
export const fetchFile = defineJob(
  'files.import-from-url',
  z.object({
    fileId: Id,
    purpose: FilePurpose,
    /** Address and headers, sealed: both can carry secrets of a provider. Base64. */
    source: z.string(),
  }),
  { concurrency: 2, expireSeconds: 1_800, retryDelaySeconds: 30 },
)
