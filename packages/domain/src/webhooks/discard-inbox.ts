import { DiscardInboxInput, DiscardInboxOutput } from '@mas/contracts/webhooks'
import { lockItem, settleItem } from '@mas/db/webhooks'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { itemOf, withinReach } from './reach.ts'

export const discardInbox = command({
  verb: 'webhooks.discard-inbox',
  summary: 'Settles an item that waits or is dead without acting on it; the body stays until its retention ends.',
  permission: 'webhooks.discard-inbox',
  refuses: ['webhooks.inbox-item-not-found', 'webhooks.not-discardable'],
  input: DiscardInboxInput,
  output: DiscardInboxOutput,
  run: async (t, { id, reason }) => {
    const row = await lockItem(t.tx, id, withinReach(t))
    if (row === undefined) throw fail('webhooks.inbox-item-not-found')
    if (row.state === 'processed' || row.state === 'ignored') throw fail('webhooks.not-discardable', { state: row.state })
    const at = t.clock.now()
    await settleItem(t.tx, id, { state: 'ignored', outcome: { discarded: true, reason }, at })
    await record(t, {
      action: 'webhooks.discard-inbox',
      subject: { type: 'inbox-item', id },
      before: { state: row.state },
      after: { state: 'ignored' },
      reason,
    })
    return itemOf({ ...row, state: 'ignored', due_at: null, last_error: null, processed_at: at })
  },
})
