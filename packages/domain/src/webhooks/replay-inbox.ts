import { ReplayInboxInput, ReplayInboxOutput } from '@mas/contracts/webhooks'
import { findItem, reopenItems, replayableItems } from '@mas/db/webhooks'
import { command, enqueueMany, fail, type TxCtx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { idRange } from './inbox-rules.ts'
import { processInbox } from './jobs.ts'
import { withinReach } from './reach.ts'

/** Items that one call may replay by filter. */
const mostAtOnce = 1_000

export const replayInbox = command({
  verb: 'webhooks.replay-inbox',
  summary:
    'Lets handlers act again on items that are processed or dead; being idempotent they change nothing that is already so. `dryRun` only counts.',
  permission: 'webhooks.replay-inbox',
  refuses: ['webhooks.inbox-item-not-found', 'webhooks.not-replayable', 'webhooks.raw-expired'],
  rate: 'bulk',
  input: ReplayInboxInput,
  output: ReplayInboxOutput,
  run: async (t, { ids, filter, dryRun, reason }) => {
    if ((ids === undefined) === (filter === undefined))
      throw fail('request.invalid', { issues: [{ path: ['ids'], message: 'give either ids or filter' }] })
    const chosen = ids ?? (await byFilter(t, filter ?? {}))
    if (ids !== undefined) await requireReplayable(t, ids)
    const batch = chosen.slice(0, mostAtOnce)
    const more = chosen.length > mostAtOnce
    if (dryRun) return { count: batch.length, more }

    const at = t.clock.now()
    const reopened = await reopenItems(t.tx, batch, at)
    await recordMany(
      t,
      reopened.map((id) => ({
        action: 'webhooks.replay-inbox',
        subject: { type: 'inbox-item', id },
        after: { state: 'received' },
        reason,
      })),
    )
    await enqueueMany(
      t,
      processInbox,
      reopened.map((inboxId) => ({ payload: { inboxId } })),
    )
    return { count: reopened.length, more }
  },
})

function byFilter(
  t: TxCtx,
  { provider, state, from, until }: NonNullable<(typeof ReplayInboxInput)['_output']['filter']>,
): Promise<string[]> {
  return replayableItems(t.tx, { provider, state, ...idRange(from, until), within: withinReach(t) }, mostAtOnce + 1)
}

/** Named items are each answered for; a filter silently leaves out what cannot be replayed. */
async function requireReplayable(t: TxCtx, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const row = await findItem(t.tx, id, withinReach(t))
    if (row === undefined) throw fail('webhooks.inbox-item-not-found', { id })
    if (row.state !== 'processed' && row.state !== 'dead') throw fail('webhooks.not-replayable', { id, state: row.state })
    if (row.raw === null) throw fail('webhooks.raw-expired', { id })
  }
}
