import { findEndpoint } from '@mas/db/webhooks'
import { fail, newId, type Ctx } from '@mas/kernel'
import { sendMessage } from './send-message.ts'

export interface Ping {
  readonly messageId: string
  /** It answered 2xx. */
  readonly success: boolean
  readonly status: number | null
  readonly error: string | null
  readonly durationMs: number
  /** The beginning of its answer. */
  readonly response: string | null
}

/**
 * Part, outside transactions: sends an endpoint one signed `webhooks.test` message at once, whatever its state, past
 * order and schedule. Nothing of it is kept and nothing is counted.
 */
export async function pingEndpoint(ctx: Ctx, ownerDomain: string, { ref }: { ref: string }): Promise<Ping> {
  const endpoint = await findEndpoint(ctx.db, ref, ownerDomain)
  if (endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref })
  const now = ctx.clock.now()
  const messageId = `msg_${newId(now.getTime()).replaceAll('-', '')}`
  const body = Buffer.from(JSON.stringify({ type: 'webhooks.test', timestamp: now.toISOString(), data: { endpoint: ref } }))
  const { verdict, durationMs, response } = await sendMessage(ctx, endpoint, { id: messageId, n: 1, body })
  return { messageId, success: verdict.success, status: verdict.status, error: verdict.error, durationMs, response }
}
