import { deliveryFailed } from '@mas/contracts/webhooks'
import {
  countUnderWay,
  endDelivery,
  endDeliveryAttempt,
  lockEndpointHealth,
  promoteNext,
  writeHealth,
  type EndpointRow,
  type HealthChange,
} from '@mas/db/webhooks'
import { emit, enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import type { Claimed } from './claim-delivery.ts'
import { scheduleProbe } from './claim-delivery.ts'
import { afterSend, nextHealth, type Health, type MessageAfter } from './delivery-rules.ts'
import { disableEndpoint } from './disable-endpoint.ts'
import { deliverMessage } from './jobs.ts'
import { endpointRemoved } from './remove-endpoint.ts'
import type { SendOutcome } from './send-message.ts'
import { wakeEndpoint } from './wake-endpoint.ts'

/** Records what came of a send: message, attempt, the endpoint's health, and what may go next, all in one transaction. */
export async function recordDelivery(ctx: Ctx, claimed: Claimed, outcome: SendOutcome): Promise<void> {
  await inTx(ctx, async (t) => {
    const { message, probe } = claimed
    const { verdict } = outcome
    const now = t.clock.now()
    const endpoint = await lockEndpointHealth(t.tx, claimed.endpoint.id)
    if (endpoint === undefined) return
    const after = afterSend(message, verdict, probe, now)
    const isCancelled = after.state === 'pending' && endpoint.removed_at !== null
    const isNewest = await endDelivery(t.tx, {
      id: message.id,
      sends: message.sends,
      attempt: after.attempt,
      state: isCancelled ? 'cancelled' : after.state,
      nextAt: isCancelled ? null : after.nextAt,
      settledAt: after.state === 'pending' && !isCancelled ? null : now,
      cancelReason: isCancelled ? endpointRemoved : null,
    })
    await endDeliveryAttempt(t.tx, { messageId: message.id, n: message.sends, ...verdict, ...outcome })
    // The lease ran out and another worker sent it again: that send tells how the endpoint is.
    if (!isNewest) return
    if (after.state === 'dead') await tellDead(t, claimed, endpoint, verdict.status)
    const { health, disable } = nextHealth(healthOf(endpoint), verdict, now)
    // A stopped endpoint is probed by nobody.
    const mayCall = endpoint.state === 'enabled' && endpoint.removed_at === null && disable === null
    await writeHealth(t.tx, endpoint.id, mayCall ? health : { ...health, probeAt: null })
    if (disable !== null && endpoint.state === 'enabled') return disableEndpoint(t, endpoint, disable)
    await startNext(t, { endpoint, health, after, orderKey: message.order_key, closes: probe && verdict.success, mayCall })
  })
}

interface Next {
  readonly endpoint: EndpointRow
  readonly health: HealthChange
  readonly after: MessageAfter
  readonly orderKey: string
  /** This was the probe that closed the circuit. */
  readonly closes: boolean
  readonly mayCall: boolean
}

async function startNext(t: TxCtx, { endpoint, health, after, orderKey, closes, mayCall }: Next): Promise<void> {
  const place = { endpointId: endpoint.id, orderKey }
  const now = t.clock.now()
  const nextIsDue = after.state === 'pending' ? false : await promoteNext(t.tx, endpoint.id, orderKey, now)
  if (!mayCall) return
  if (health.probeAt !== null) return scheduleProbe(t, place, health.probeAt)
  if (nextIsDue) await enqueue(t, deliverMessage, place)
  if (after.nextAt !== null) await enqueue(t, deliverMessage, place, { startAfter: after.nextAt })
  if (closes || endpoint.backlogged)
    await wakeEndpoint(t, endpoint.id, health.allowedInFlight - (await countUnderWay(t.tx, endpoint.id, now)))
}

async function tellDead(t: TxCtx, { message }: Claimed, endpoint: EndpointRow, lastStatus: number | null): Promise<void> {
  const { ref: endpointRef, owner_domain: ownerDomain } = endpoint
  await emit(t, deliveryFailed, {
    messageId: message.id,
    endpointRef,
    ownerDomain,
    orderKey: message.order_key,
    sequence: message.sequence,
    lastStatus,
  })
}

export function healthOf(row: EndpointRow): Health {
  return {
    maxInFlight: row.max_in_flight,
    allowedInFlight: row.allowed_in_flight,
    successes: row.successes,
    failuresInARow: row.failures_in_a_row,
    failingSince: row.failing_since,
    transportFailuresInARow: row.transport_failures_in_a_row,
    transportFailingSince: row.transport_failing_since,
    lastSuccessAt: row.last_success_at,
    probeAt: row.probe_at,
  }
}
