import { handlersFor } from '@mas/kernel'
import { giveUpStaleUploads, purgeBytes } from './abort-stale.ts'
import { abortStale, deleteBytes } from './jobs.ts'

export const filesHandlers = handlersFor(
  { abortStale, deleteBytes },
  { abortStale: (ctx) => giveUpStaleUploads(ctx), deleteBytes: (ctx, { fileId }) => purgeBytes(ctx, fileId) },
)
