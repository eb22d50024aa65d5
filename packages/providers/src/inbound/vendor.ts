import type { Egress } from '@mas/kernel/ports/egress'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import type { InboundSecrets } from './secrets.ts'

export interface InboundSetting {
  readonly secrets: InboundSecrets
  /** The value of the vendor's second variable, where it has one. */
  readonly extra?: string
  /** Where the sandbox listens, for a vendor that runs in it. */
  readonly sandboxUrl?: string
  readonly egress: Egress
}

/** One webhook as the look-alike sends it. */
export interface PlayedWebhook {
  readonly method: 'POST' | 'PUT'
  /** What stands behind `/webhooks/<provider>`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Signing {
  readonly secret: string
  readonly at: Date
  /** The vendor's id of this delivery, for those that send one in a header. */
  readonly id: string
  /** Where the look-alike itself is reached. */
  readonly sandboxUrl: string
}

/** A vendor that calls us: how its deliveries are told from forgeries, and how the sandbox makes genuine ones. */
export interface InboundVendor {
  /** The word in the path. */
  readonly provider: string
  /** `payments` keeps bodies eight years instead of 90 days, and is finance's to replay. */
  readonly family: 'payments' | 'other'
  readonly verifier: (setting: InboundSetting) => InboundWebhook
  /** The secret while it runs in the sandbox; it protects nothing. */
  readonly sandboxSecret: string
  readonly sandboxExtra?: string
  /** What happens to one thing, one body after the other, in the order in which it happens. */
  readonly story: (id: string, at: Date) => readonly string[]
  readonly sign: (body: string, signing: Signing) => PlayedWebhook
}
