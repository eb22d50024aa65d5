import type { Clock } from '@mas/kernel/clock'
import type { InboundFault, InboundFaults } from './sandbox-faults.ts'
import type { InboundVendor, PlayedWebhook } from './vendor.ts'
import { inboundVendors } from './vendors.ts'

const lateMs = 2 * 60 * 60_000

export interface PlayedAnswer {
  readonly body: string
  /** What our edge answered; 0 where nothing did. */
  readonly status: number
}

export interface Play {
  /** Instead of one that was planned. */
  readonly fault?: InboundFault
  /** Instead of the vendor's own story. */
  readonly bodies?: readonly string[]
}

/** The vendors that call us, at their work: each sends what happened, signed as it signs. */
export interface VendorDesk {
  /** Undefined: there is no such vendor. */
  play(provider: string, play?: Play): Promise<readonly PlayedAnswer[] | undefined>
}

interface Options {
  readonly clock: Clock
  readonly faults: InboundFaults
  /** Where our edge takes webhooks, such as `http://localhost:3000/webhooks`. */
  readonly target: string
  /** Where the sandbox itself is reached. */
  readonly sandboxUrl: () => string
}

export function createVendorDesk({ clock, faults, target, sandboxUrl }: Options): VendorDesk {
  return {
    async play(provider, { fault: asked, bodies } = {}) {
      const vendor = inboundVendors.find((one) => one.provider === provider)
      if (vendor === undefined) return undefined
      const fault = asked ?? faults.take('bad-signature', 'twice', 'late', 'out-of-order')
      const webhooks = webhooksOf(vendor, { fault, bodies, at: clock.now(), sandboxUrl: sandboxUrl() })
      const answers: PlayedAnswer[] = []
      for (const webhook of webhooks)
        answers.push({ body: webhook.body, status: await send(`${target}/${provider}${webhook.path}`, webhook) })
      return answers
    },
  }
}

interface Scene {
  readonly fault: InboundFault | undefined
  readonly bodies: readonly string[] | undefined
  readonly at: Date
  readonly sandboxUrl: string
}

function webhooksOf(vendor: InboundVendor, { fault, bodies, at: now, sandboxUrl }: Scene): readonly PlayedWebhook[] {
  const at = fault === 'late' ? new Date(now.getTime() - lateMs) : now
  const secret = fault === 'bad-signature' ? wrongSecret(vendor.sandboxSecret) : vendor.sandboxSecret
  const id = crypto.randomUUID().replaceAll('-', '')
  const told = (bodies ?? vendor.story(id, at)).map((body, nth) => vendor.sign(body, { secret, at, id: `${id}${nth}`, sandboxUrl }))
  if (fault === 'out-of-order') return told.toReversed()
  return fault === 'twice' ? told.flatMap((one) => [one, one]) : told
}

/** A secret of the same kind that is another one. */
export function wrongSecret(secret: string): string {
  const at = secret.length - 6
  return `${secret.slice(0, at)}${secret[at] === 'A' ? 'B' : 'A'}${secret.slice(at + 1)}`
}

async function send(url: string, { method, headers, body }: PlayedWebhook): Promise<number> {
  try {
    return (await fetch(url, { method, headers, body, signal: AbortSignal.timeout(10_000) })).status
  } catch (thrown) {
    console.error('sandbox: a webhook was not taken', thrown instanceof Error ? thrown.name : '')
    return 0
  }
}
