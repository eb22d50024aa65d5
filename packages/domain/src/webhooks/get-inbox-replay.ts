import { GetInboxReplayInput, InboxReplay } from '@mas/contracts/webhooks'
import { findReplay } from '@mas/db/webhooks'
import { fail, query } from '@mas/kernel'
import { isoOf } from './delivery-views.ts'
import { withinReach } from './reach.ts'

export const getInboxReplay = query({
  verb: 'webhooks.get-inbox-replay',
  summary: 'Tells how far a replay in the background is. Finance sees replays of payments only.',
  permission: 'webhooks.get-inbox-replay',
  refuses: ['webhooks.replay-not-found'],
  input: GetInboxReplayInput,
  output: InboxReplay,
  run: async (ctx, { id }) => {
    const row = await findReplay(ctx.db, id)
    // A replay of somebody who reaches everything may hold what this caller does not reach.
    if (row === undefined || (withinReach(ctx) !== undefined && row.filter.within === undefined)) throw fail('webhooks.replay-not-found')
    const { state, total, done, reason, requested_by: requestedBy } = row
    return { id, state, total, done, reason, requestedBy, createdAt: row.created_at.toISOString(), finishedAt: isoOf(row.finished_at) }
  },
})
