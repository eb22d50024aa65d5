import { ReplayInboxInput, ReplayInboxOutput } from '@mas/contracts/webhooks'
import { countReplayableItems, findItem, insertReplay, replayableItems, type InboxDetailRow, type InboxFilter } from '@mas/db/webhooks'
import { actorKey, command, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { findInbox, handledProviders } from './define-inbox.ts'
import { idRange } from './inbox-rules.ts'
import { replayInboxItems } from './jobs.ts'
import { withinReach } from './reach.ts'
import { reopen } from './reopen.ts'

/** Items that one call replays by itself. */
const mostAtOnce = 100
const mostCounted = 1_000_000

export const replayInbox = command({
  verb: 'webhooks.replay-inbox',
  summary:
    'Lets handlers act again on items that are processed or dead, or for the first time on what nobody handled yet when it came; being idempotent they change nothing that is already so. `dryRun` only counts; more than 100 go on in the background.',
  permission: 'webhooks.replay-inbox',
  refuses: ['webhooks.inbox-item-not-found', 'webhooks.not-replayable', 'webhooks.raw-expired'],
  rate: 'bulk',
  input: ReplayInboxInput,
  output: ReplayInboxOutput,
  run: async (t, { ids, filter, dryRun, reason }) => {
    if (ids !== undefined && filter === undefined) return replayNamed(t, ids, dryRun, reason)
    if (ids !== undefined || filter === undefined)
      throw fail('request.invalid', { issues: [{ path: ['ids'], message: 'give either ids or filter' }] })
    const { provider, state, from, until } = filter
    const wanted: InboxFilter = { provider, state, ...idRange(from, until), within: withinReach(t) }
    const count = await countReplayableItems(t.tx, wanted, handledProviders(), mostCounted)
    if (dryRun) return { count, more: count > mostAtOnce, replayId: null }
    if (count > mostAtOnce) return { count, more: true, replayId: await replayInBackground(t, wanted, count, reason) }
    return {
      count: await reopen(t, await replayableItems(t.tx, wanted, handledProviders(), mostAtOnce), reason),
      more: false,
      replayId: null,
    }
  },
})

/** What nobody handled when it came can be handled once somebody does. */
function isSettled({ state, provider, outcome }: InboxDetailRow): boolean {
  if (state === 'ignored') return outcome?.['unhandled'] === true && findInbox(provider) !== undefined
  return state === 'processed' || state === 'dead'
}

/** Named items are each answered for; a filter silently leaves out what cannot be replayed. */
async function replayNamed(t: TxCtx, ids: readonly string[], dryRun: boolean, reason: string) {
  for (const id of ids) {
    const row = await findItem(t.tx, id, withinReach(t))
    if (row === undefined) throw fail('webhooks.inbox-item-not-found', { id })
    if (!isSettled(row)) throw fail('webhooks.not-replayable', { id, state: row.state })
    if (row.raw === null) throw fail('webhooks.raw-expired', { id })
  }
  return { count: dryRun ? ids.length : await reopen(t, ids, reason), more: false, replayId: null }
}

async function replayInBackground(t: TxCtx, filter: InboxFilter, total: number, reason: string): Promise<string> {
  const at = t.clock.now()
  const id = newId(at.getTime())
  const afterNow = new Date(at.getTime() + 1).toISOString()
  // What is received after this moment is not part of it.
  await insertReplay(t.tx, {
    id,
    requestedBy: actorKey(t.actor),
    reason,
    filter: { ...idRange(undefined, afterNow), ...definedOf(filter) },
    total,
    at,
  })
  await record(t, { action: 'webhooks.replay-inbox', subject: { type: 'inbox-replay', id }, after: { state: 'running', total }, reason })
  await enqueue(t, replayInboxItems, { replayId: id })
  return id
}

function definedOf(filter: InboxFilter): InboxFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
