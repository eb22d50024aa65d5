import { enableEndpoint, lockOwnEndpoint, stopEndpoint } from '@mas/db/webhooks'
import { fail, type TxCtx } from '@mas/kernel'
import { bringForwardFirst } from './bring-forward.ts'
import { wakeEndpoint } from './wake-endpoint.ts'

/** Part: pauses an endpoint (what is pending waits up to 30 days) or enables it, which goes on with the oldest that waits. */
export async function setEndpointState(
  t: TxCtx,
  ownerDomain: string,
  { ref, state }: { ref: string; state: 'enabled' | 'paused' },
): Promise<void> {
  const endpoint = await lockOwnEndpoint(t.tx, ownerDomain, ref)
  if (endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref })
  if (endpoint.state === state) return
  // What we disabled only enabling undoes.
  if (state === 'paused' && endpoint.state === 'disabled') throw fail('webhooks.endpoint-disabled', { reason: endpoint.disabled_reason })
  const now = t.clock.now()
  if (state === 'paused') return stopEndpoint(t.tx, endpoint.id, { state, reason: null, at: now })
  await enableEndpoint(t.tx, endpoint.id)
  await bringForwardFirst(t, endpoint.id)
  await wakeEndpoint(t, endpoint.id, endpoint.max_in_flight)
}
