import { changeEndpoint, insertEndpoint, lockOwnEndpoint, setSecrets, type EndpointRow } from '@mas/db/webhooks'
import { EndpointRef } from '@mas/contracts/webhooks'
import { fail, newId, parseInput, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { CheckedUrl } from './checked-url.ts'
import { sealSecrets, type SecretInput } from './endpoint-secrets.ts'
import { deliveriesAtATime } from './settings.ts'

export interface EndpointInput {
  /** The owner's id of it. */
  readonly ref: string
  readonly target: CheckedUrl
  /** One or two; may be left out where the endpoint exists, which then keeps its own. */
  readonly secrets?: readonly SecretInput[]
  /** Deliveries at a time, 1 to 20; left out, an endpoint keeps its own, and a new one gets what the setting says. */
  readonly maxInFlight?: number
}

/** Part: an endpoint of this owner comes into being or leads elsewhere. Its mode never changes. */
export async function upsertEndpoint(t: TxCtx, ownerDomain: string, input: EndpointInput): Promise<EndpointRow> {
  const ref = parseInput(EndpointRef, input.ref)
  const { target, secrets } = input
  if (!CheckedUrl.isProof(target)) throw fail('webhooks.url-refused')
  const known = await lockOwnEndpoint(t.tx, ownerDomain, ref)
  const maxInFlight = input.maxInFlight ?? known?.max_in_flight ?? (await readSetting(t, deliveriesAtATime))
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1 || maxInFlight > 20)
    throw fail('request.invalid', { issues: [{ path: ['maxInFlight'], message: 'a whole number from 1 to 20' }] })
  if (known !== undefined) {
    if (known.mode !== target.mode) throw fail('webhooks.endpoint-unknown', { ref, mode: target.mode })
    if (secrets !== undefined) await setSecrets(t.tx, known.id, sealSecrets(t, known.id, secrets))
    return (await changeEndpoint(t.tx, known.id, { url: target.url, maxInFlight })) ?? known
  }
  const at = t.clock.now()
  const id = newId(at.getTime())
  const row = { id, ref, ownerDomain, url: target.url, mode: target.mode, maxInFlight, at }
  const made = await insertEndpoint(t.tx, row, sealSecrets(t, id, secrets ?? []))
  // Somebody else's, or made this very moment by a call beside this one.
  if (made === undefined) throw fail('request.conflict')
  return made
}
