import { GetInboxItemInput, InboxItemDetail } from '@mas/contracts/webhooks'
import { findItem } from '@mas/db/webhooks'
import { fail, query } from '@mas/kernel'
import { itemOf, withinReach } from './reach.ts'

export const getInboxItem = query({
  verb: 'webhooks.get-inbox-item',
  summary: 'Shows one thing a vendor told us: headers, the first 64 KiB of the body, and what handling it did.',
  permission: 'webhooks.get-inbox-item',
  refuses: ['webhooks.inbox-item-not-found'],
  input: GetInboxItemInput,
  output: InboxItemDetail,
  run: async (ctx, { id }) => {
    const row = await findItem(ctx.db, id, withinReach(ctx))
    if (row === undefined) throw fail('webhooks.inbox-item-not-found')
    const rawText = row.raw === null ? null : Buffer.from(row.raw, 'base64').toString()
    return {
      ...itemOf(row),
      headers: row.headers,
      rawText,
      rawBytes: row.raw_bytes,
      secretVersion: row.secret_version,
      outcome: row.outcome,
    }
  },
})
