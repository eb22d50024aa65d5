import { cancelPending, lockOwnEndpoint, removeEndpointRow } from '@mas/db/webhooks'
import { fail, type TxCtx } from '@mas/kernel'

/** More than this would hold the owner's transaction up; none of it is sent any more, and the sweep ends the rest. */
const mostAtOnce = 5_000

/** Part: an endpoint is gone for good; what waits there is cancelled, what is under way ends as it ends. */
export async function removeEndpoint(t: TxCtx, ownerDomain: string, { ref }: { ref: string }): Promise<{ cancelled: number }> {
  const endpoint = await lockOwnEndpoint(t.tx, ownerDomain, ref)
  if (endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref })
  const at = t.clock.now()
  await removeEndpointRow(t.tx, endpoint.id, at)
  return { cancelled: await cancelPending(t.tx, endpoint.id, endpointRemoved, at, mostAtOnce) }
}

export const endpointRemoved = 'endpoint removed'
