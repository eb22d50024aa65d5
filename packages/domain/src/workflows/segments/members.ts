import type { Ctx, TxCtx } from '@mas/kernel'
import { scanSegment } from '../../leads/index.ts'

/** Everybody who is in a segment now. */
export async function memberIds(t: Ctx | TxCtx, segmentId: string): Promise<string[]> {
  const ids: string[] = []
  const until = t.clock.now()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await scanSegment(t, { segmentId, until, ...(cursor !== undefined && { cursor }) })
    ids.push(...page.items.filter(({ member }) => member).map(({ leadId }) => leadId))
    cursor = page.nextCursor
  }
  return [...new Set(ids)]
}
