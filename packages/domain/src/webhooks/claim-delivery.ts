import {
  claimMessage,
  countUnderWay,
  demoteOthers,
  lockEndpointHealth,
  oldestPendingKey,
  setBacklogged,
  setProbeAt,
  type ClaimedRow,
  type EndpointRow,
} from '@mas/db/webhooks'
import { enqueue, type TxCtx } from '@mas/kernel'
import { leaseMs, probeEveryMs } from './delivery-rules.ts'
import { deliverMessage } from './jobs.ts'

export interface Claimed {
  readonly endpoint: EndpointRow
  readonly message: ClaimedRow
  readonly probe: boolean
}
export interface Place {
  readonly endpointId: string
  readonly orderKey: string
}

/**
 * Takes the first message of a key for sending, if it may go now. An open circuit lets one probe through a minute.
 * `shareOf` says how many sends at a time this process has left for the endpoint.
 */
export async function claimDelivery(
  t: TxCtx,
  { endpointId, orderKey }: Place,
  shareOf: (endpoint: EndpointRow) => number,
): Promise<Claimed | undefined> {
  const endpoint = await lockEndpointHealth(t.tx, endpointId)
  if (endpoint === undefined || endpoint.state !== 'enabled' || endpoint.removed_at !== null) return undefined
  const now = t.clock.now()
  const probe = endpoint.probe_at !== null
  if (endpoint.probe_at !== null && endpoint.probe_at > now) return undefined
  const key = probe ? await oldestPendingKey(t.tx, endpointId) : orderKey
  if (key === undefined) return undefined
  const lease = { now, leaseUntil: new Date(now.getTime() + leaseMs) }
  const allowed = probe ? 1 : shareOf(endpoint)
  const message = await claimMessage(t.tx, { endpointId, orderKey: key, ...lease, allowed, probe })
  if (message === undefined) await noteRefusal(t, { endpointId, orderKey: key }, allowed)
  else if (probe) await scheduleProbe(t, { endpointId, orderKey: key }, new Date(now.getTime() + probeEveryMs))
  return message === undefined ? undefined : { endpoint, message, probe }
}

/** The next probe is due even if this process does not live to see the outcome of the present one. */
export async function scheduleProbe(t: TxCtx, place: Place, at: Date): Promise<void> {
  await setProbeAt(t.tx, place.endpointId, at)
  await enqueue(t, deliverMessage, place, { startAfter: at })
}

async function noteRefusal(t: TxCtx, { endpointId, orderKey }: Place, allowed: number): Promise<void> {
  if ((await countUnderWay(t.tx, endpointId, t.clock.now())) >= allowed) await setBacklogged(t.tx, endpointId, true)
  await demoteOthers(t.tx, endpointId, orderKey)
}
