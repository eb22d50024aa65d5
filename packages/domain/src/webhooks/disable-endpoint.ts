import { endpointDisabled, type DisabledReason } from '@mas/contracts/webhooks'
import { stopEndpoint, type EndpointRow } from '@mas/db/webhooks'
import { emit, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'

/** Stops calling an endpoint that is gone or fails lastingly; its owner is told and may enable it again. */
export async function disableEndpoint(t: TxCtx, endpoint: EndpointRow, reason: DisabledReason): Promise<void> {
  await stopEndpoint(t.tx, endpoint.id, { state: 'disabled', reason, at: t.clock.now() })
  t.log.warn('webhook endpoint disabled', { endpointRef: endpoint.ref, ownerDomain: endpoint.owner_domain, reason })
  await record(t, {
    action: 'webhooks.disable-endpoint',
    subject: { type: 'webhook-endpoint', id: endpoint.id },
    before: { state: endpoint.state },
    after: { state: 'disabled', disabledReason: reason },
    decision: { reason, failuresInARow: endpoint.failures_in_a_row + 1, failingSince: endpoint.failing_since?.toISOString() ?? null },
  })
  await emit(t, endpointDisabled, { endpointRef: endpoint.ref, ownerDomain: endpoint.owner_domain, reason })
}
