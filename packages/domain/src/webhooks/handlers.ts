import { handlersFor } from '@mas/kernel'
import { deliver } from './deliver.ts'
import { webhooksJobs } from './jobs.ts'
import { processItem } from './process-item.ts'
import { prune } from './prune.ts'
import { sweep } from './sweep.ts'

export const webhooksHandlers = handlersFor(webhooksJobs, {
  processInbox: (ctx, { inboxId }) => processItem(ctx, inboxId),
  deliverMessage: (ctx, place) => deliver(ctx, place),
  sweepDue: sweep,
  pruneOld: prune,
})
