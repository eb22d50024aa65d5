import { eachAlone, handlersFor } from '@mas/kernel'
import { bringForwardRest } from './bring-forward.ts'
import { deliver } from './deliver.ts'
import { webhooksJobs } from './jobs.ts'
import { processItem } from './process-item.ts'
import { prune } from './prune.ts'
import { replayNextMessages } from './replay-messages.ts'
import { replayNextPart } from './replay-in-background.ts'
import { sweep } from './sweep.ts'

export const webhooksHandlers = handlersFor(webhooksJobs, {
  processInbox: (ctx, { inboxId, more = [] }) => eachAlone([inboxId, ...more], (id) => processItem(ctx, id)),
  deliverMessage: (ctx, place) => deliver(ctx, place),
  replayInboxItems: (ctx, { replayId }) => replayNextPart(ctx, replayId),
  replayMessages: (ctx, replay) => replayNextMessages(ctx, replay),
  bringForward: (ctx, rest) => bringForwardRest(ctx, rest),
  sweepDue: sweep,
  pruneOld: prune,
})
