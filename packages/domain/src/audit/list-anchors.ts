import { Anchor, ListAnchorsInput, ListAnchorsOutput } from '@mas/contracts/audit'
import { pageAnchors } from '@mas/db/audit'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { anchorState } from './anchor-rules.ts'

const list = 'audit.list-anchors'

export const listAnchors = query({
  verb: 'audit.list-anchors',
  summary: 'Lists the daily signed anchors of all chains, newest first; `late` means not published 24 hours after it was computed.',
  permission: 'audit.list-anchors',
  input: ListAnchorsInput,
  output: ListAnchorsOutput,
  run: async (ctx, { cursor, limit }) => {
    const beforeDay = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.iso.date()]))[0]
    const page = cutPage(list, await pageAnchors(ctx.db, beforeDay, limit + 1), limit, (row) => [row.day])
    const now = ctx.clock.now()
    const items = page.items.map((row) =>
      Anchor.parse({
        day: row.day,
        digest: row.digest,
        signature: row.signature.replaceAll('\n', ''),
        state: anchorState(row, now),
        computedAt: row.computed_at.toISOString(),
        publishedAt: row.published_at?.toISOString() ?? null,
        receipt: row.receipt,
      }),
    )
    return { ...page, items }
  },
})
