import { newSigningSecret, webhooksFor } from '@mas/domain/webhooks'
import { inTx } from '@mas/kernel'
import type { Ground } from './ground.ts'

/** The machine as an owning domain would have it. */
// eslint-disable-next-line mas/owner-is-own-domain -- a bench stands for any owner
export const owner = webhooksFor('bench')

export async function addEndpoints(
  ground: Ground,
  refs: readonly string[],
  urlOf: (ref: string) => string,
  maxInFlight = 5,
): Promise<void> {
  for (const ref of refs) {
    const target = await owner.checkUrl(ground.ctx(), { url: urlOf(ref), mode: 'sandbox' })
    await inTx(ground.ctx(), (t) => owner.upsertEndpoint(t, { ref, target, maxInFlight, secrets: [{ secret: newSigningSecret() }] }))
  }
}

export async function enqueueAll(ground: Ground, places: readonly { endpointRef: string; orderKey: string }[]): Promise<void> {
  for (let n = 0; n < places.length; n += 500)
    await inTx(ground.ctx(), (t) =>
      owner.enqueueDeliveries(
        t,
        places.slice(n, n + 500).map((place) => ({ ...place, sequence: 1, type: 'bench', body: '{"type":"bench","data":{}}' })),
      ),
    )
}
