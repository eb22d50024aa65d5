import type { InboundDelivery, InboundItem, InboundVerdict, InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { isSameSecret } from './same.ts'
import { goodSecrets, type InboundSecrets } from './secrets.ts'
import { understood } from './signed-webhook.ts'

export interface PathWebhook extends Pick<InboundWebhook, 'provider' | 'keepHeaders'> {
  readonly secrets: InboundSecrets
  /** What a body says happened. It proves nothing: whoever acts on it asks the vendor. */
  readonly itemsOf: (delivery: InboundDelivery) => readonly InboundItem[] | undefined | Promise<readonly InboundItem[] | undefined>
}

/** The webhooks of a vendor that signs nothing: it is known by an unguessable part of the path, and believed in nothing else. */
export function pathWebhook({ secrets, itemsOf, ...webhook }: PathWebhook): InboundWebhook {
  return {
    ...webhook,
    verify: async (delivery): Promise<InboundVerdict> => {
      const known = knownBy(delivery, secrets)
      return known === undefined ? { verdict: 'unknown' } : understood(await itemsOf(delivery), known.version)
    },
  }
}

/** Which secret stands in the path; undefined where none of ours does. */
export function knownBy({ pathSecret, now }: InboundDelivery, secrets: InboundSecrets): { secret: string; version: number } | undefined {
  return pathSecret === undefined ? undefined : goodSecrets(secrets, now).find(({ secret }) => isSameSecret(pathSecret, secret))
}
