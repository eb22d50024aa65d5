import { deliveryFailed } from '@mas/contracts/webhooks'
import { countUnderWay, endDelivery, lockEndpointHealth, type EndpointRow, type HealthChange } from '@mas/db/webhooks'
import { emit, enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import type { Claimed } from './claim-delivery.ts'
import { scheduleProbe } from './claim-delivery.ts'
import { afterSend, nextHealth, type Health } from './delivery-rules.ts'
import { disableEndpoint } from './disable-endpoint.ts'
import { deliverMessage } from './jobs.ts'
import { endpointRemoved } from './remove-endpoint.ts'
import type { SendOutcome } from './send-message.ts'
import { failingDays } from './settings.ts'
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
    const { health, disable } = nextHealth(healthOf(endpoint), verdict, now, await readSetting(t, failingDays))
    // A stopped endpoint is probed by nobody.
    const mayCall = endpoint.state === 'enabled' && endpoint.removed_at === null && disable === null
    const settles = after.state !== 'pending' || isCancelled
    const ended = await endDelivery(
      t.tx,
      {
        endpointId: endpoint.id,
        orderKey: message.order_key,
        id: message.id,
        sends: message.sends,
        state: isCancelled ? 'cancelled' : after.state,
        attempt: after.attempt,
        nextAt: isCancelled ? null : after.nextAt,
        settledAt: settles ? now : null,
        cancelReason: isCancelled ? endpointRemoved : null,
        durationMs: outcome.durationMs,
        status: verdict.status,
        error: verdict.error,
        response: outcome.response,
        address: outcome.address,
        now,
      },
      mayCall ? health : { ...health, probeAt: null },
    )
    // The lease ran out and another worker sent it again: that send tells how the endpoint is.
    if (!ended.newest) return
    if (after.state === 'dead') await tellDead(t, claimed, endpoint, verdict.status)
    if (disable !== null && endpoint.state === 'enabled') return disableEndpoint(t, endpoint, disable)
    if (!mayCall) return
    await startNext(t, {
      endpoint,
      health,
      nextAt: after.nextAt,
      orderKey: message.order_key,
      nextIsDue: ended.next_due,
      closes: endpoint.probe_at !== null && verdict.success,
    })
  })
}

interface Next {
  readonly endpoint: EndpointRow
  readonly health: HealthChange
  /** When this message is tried again. */
  readonly nextAt: Date | null
  readonly orderKey: string
  /** The next one of the key may go now. */
  readonly nextIsDue: boolean
  /** The circuit was open and is closed by this send. */
  readonly closes: boolean
}

async function startNext(t: TxCtx, { endpoint, health, nextAt, orderKey, nextIsDue, closes }: Next): Promise<void> {
  const place = { endpointId: endpoint.id, orderKey }
  if (health.probeAt !== null) return scheduleProbe(t, place, health.probeAt)
  if (nextIsDue) await enqueue(t, deliverMessage, place)
  if (nextAt !== null) await enqueue(t, deliverMessage, place, { startAfter: nextAt })
  if (closes || endpoint.backlogged)
    await wakeEndpoint(t, endpoint.id, health.allowedInFlight - (await countUnderWay(t.tx, endpoint.id, t.clock.now())))
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
