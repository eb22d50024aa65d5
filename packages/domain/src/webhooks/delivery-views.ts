import { MessageState, type Endpoint, type Message, type MessageAttempt } from '@mas/contracts/webhooks'
import type { ListedEndpoint, MessageAttemptRow, MessageRow } from '@mas/db/webhooks'
import { disablesAt } from './delivery-rules.ts'

/** `failingDays`: as the setting says. */
export function endpointOf(row: ListedEndpoint, failingDays: number): Endpoint {
  const willDisable =
    row.state === 'enabled'
      ? disablesAt({ failingSince: row.failing_since, transportFailingSince: row.transport_failing_since }, failingDays)
      : null
  return {
    ref: row.ref,
    ownerDomain: row.owner_domain,
    url: row.url,
    mode: row.mode,
    state: row.state,
    disabledReason: row.disabled_reason,
    secrets: row.secrets.map(({ from, until }) => ({ from, until })),
    maxInFlight: row.max_in_flight,
    allowedInFlight: row.allowed_in_flight,
    failuresInARow: row.failures_in_a_row,
    failingSince: isoOf(row.failing_since),
    disablesAt: isoOf(willDisable),
    probeAt: isoOf(row.probe_at),
    lastSuccessAt: isoOf(row.last_success_at),
    pending: row.pending,
  }
}

export function messageOf(row: MessageRow): Message {
  return {
    id: row.id,
    endpointRef: row.endpoint_ref,
    ownerDomain: row.owner_domain,
    type: row.type,
    orderKey: row.order_key,
    sequence: row.sequence,
    state: MessageState.parse(row.state),
    attempt: row.attempt,
    sends: row.sends,
    nextAt: isoOf(row.next_at),
    createdAt: row.created_at.toISOString(),
    settledAt: isoOf(row.settled_at),
    cancelReason: row.cancel_reason,
    requestId: row.request_id,
    cause: row.cause,
  }
}

export function attemptOf(row: MessageAttemptRow): MessageAttempt {
  const { n, status, error, response, address, probe } = row
  return { n, at: row.at.toISOString(), durationMs: row.duration_ms, status, error, response, address, probe }
}

export function isoOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
