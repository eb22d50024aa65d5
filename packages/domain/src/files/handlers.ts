import { handlersFor } from '@mas/kernel'
import { dropHalfWritten, giveUpStaleUploads, resumeChecks } from './abort-stale.ts'
import { checkLeased } from './check-object.ts'
import { fetchSource } from './fetch-source.ts'
import { abortStale, checkJobs, deleteBytes, fetchFile, purgeDeleted, reconcileFiles, sweepRetention } from './jobs.ts'
import { deleteKeptLongEnough, destroyBytes, purgeDeletedFiles } from './purge.ts'
import { reconcile } from './reconcile.ts'

const { documents, images, media, imports } = checkJobs

export const filesHandlers = handlersFor(
  { documents, images, media, imports, abortStale, deleteBytes, sweepRetention, purgeDeleted, reconcileFiles, fetchFile },
  {
    documents: (ctx, { fileId }, attempt) => checkLeased(ctx, fileId, attempt),
    images: (ctx, { fileId }, attempt) => checkLeased(ctx, fileId, attempt),
    media: (ctx, { fileId }, attempt) => checkLeased(ctx, fileId, attempt),
    imports: (ctx, { fileId }, attempt) => checkLeased(ctx, fileId, attempt),
    abortStale: async (ctx) => {
      await giveUpStaleUploads(ctx)
      await resumeChecks(ctx)
      await dropHalfWritten(ctx)
    },
    deleteBytes: (ctx, payload) => destroyBytes(ctx, payload),
    sweepRetention: (ctx) => deleteKeptLongEnough(ctx),
    purgeDeleted: (ctx) => purgeDeletedFiles(ctx),
    reconcileFiles: (ctx) => reconcile(ctx),
    fetchFile: (ctx, payload, attempt) => fetchSource(ctx, payload, attempt),
  },
)
