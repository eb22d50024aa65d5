import { countReplayable, findMessage, lockOwnEndpoint, reopenMessages, type ReplayFilter } from '@mas/db/webhooks'
import { enqueue, fail, type TxCtx } from '@mas/kernel'
import { keptMs } from './delivery-rules.ts'
import { replayMessages } from './jobs.ts'
import { wakeEndpoint } from './wake-endpoint.ts'

export type ReplayInput =
  | { readonly messageId: string; readonly dryRun?: boolean }
  | {
      readonly endpointRef: string
      /** At most 30 days back. */
      readonly since: Date
      readonly until?: Date
      readonly types?: readonly string[]
      readonly dryRun?: boolean
    }

/** So many go out again in the caller's own transaction; of more, a job lets some at a time. */
const mostAtOnce = 1_000

/**
 * Part: messages that were delivered or are dead go out again, under their own ids and in their order. `dryRun` only
 * counts. Of many the answer says how many there are, and a job does it in parts: it ends with the endpoint.
 */
export async function replayDeliveries(t: TxCtx, ownerDomain: string, input: ReplayInput): Promise<{ count: number }> {
  const now = t.clock.now()
  const oldest = new Date(now.getTime() - keptMs)
  const ref = 'messageId' in input ? await refOf(t, ownerDomain, input.messageId) : input.endpointRef
  const endpoint = await lockOwnEndpoint(t.tx, ownerDomain, ref)
  if (endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref })
  if (endpoint.state === 'disabled') throw fail('webhooks.endpoint-disabled', { reason: endpoint.disabled_reason })
  if (!('messageId' in input) && input.since < oldest)
    throw fail('request.invalid', { issues: [{ path: ['since'], message: 'at most 30 days back' }] })
  const filter: ReplayFilter = {
    endpointId: endpoint.id,
    since: 'messageId' in input ? oldest : input.since,
    until: 'messageId' in input ? null : (input.until ?? null),
    types: 'messageId' in input ? null : (input.types ?? null),
    messageId: 'messageId' in input ? input.messageId : null,
  }
  if (input.dryRun === true) return { count: await countReplayable(t.tx, filter) }
  if ((await countReplayable(t.tx, filter, mostAtOnce + 1)) > mostAtOnce) {
    await enqueue(t, replayMessages, {
      endpointId: endpoint.id,
      since: filter.since.toISOString(),
      until: filter.until?.toISOString() ?? null,
      types: filter.types === null ? null : [...filter.types],
      askedAt: now.toISOString(),
    })
    return { count: await countReplayable(t.tx, filter) }
  }
  const { count } = await reopenMessages(t.tx, filter, now)
  if (count > 0 && endpoint.state === 'enabled') await wakeEndpoint(t, endpoint.id, endpoint.allowed_in_flight)
  return { count }
}

async function refOf(t: TxCtx, ownerDomain: string, messageId: string): Promise<string> {
  const message = await findMessage(t.tx, messageId, ownerDomain)
  if (message === undefined || message.removed) throw fail('webhooks.message-not-found', { messageId })
  return message.endpoint_ref
}
