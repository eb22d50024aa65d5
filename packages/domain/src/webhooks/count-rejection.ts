import { addRejection } from '@mas/db/webhooks'
import type { Ctx } from '@mas/kernel'
import { keptHeaders } from './inbox-rules.ts'

interface Rejection {
  readonly provider: string
  readonly reason: 'bad-signature' | 'stale' | 'malformed' | 'too-large'
  readonly headers: Headers
}

/** Part for the HTTP edge: a refused delivery leaves a count by the minute and one sample, never a row of its own. */
export async function countRejection(ctx: Ctx, { provider, reason, headers }: Rejection): Promise<void> {
  const nowMs = ctx.clock.now().getTime()
  await addRejection(ctx.db, { provider, reason, minute: new Date(nowMs - (nowMs % 60_000)), sample: keptHeaders(headers, []) })
}
