import type { Egress } from '@mas/kernel/ports/egress'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import type { Slot } from './slot-reader.ts'
import { secretsOf, type VendorWebhooksConfig } from './vendor-webhooks-slot.ts'

/** The verifiers of all vendors that are listened to. */
export function makeInboundWebhooks(slot: Slot<VendorWebhooksConfig>, egress: Egress): readonly InboundWebhook[] {
  if (slot.mode === 'off') return []
  return slot.config.vendors.map((one) =>
    one.vendor.verifier({
      secrets: secretsOf(one),
      egress,
      ...(one.extra !== undefined && { extra: one.extra.reveal() }),
      ...(one.sandboxUrl !== undefined && { sandboxUrl: one.sandboxUrl }),
    }),
  )
}
