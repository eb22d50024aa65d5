import { lockOwnEndpoint, setSecrets, type SealedSecret } from '@mas/db/webhooks'
import { fail, type TxCtx } from '@mas/kernel'
import { sealSecrets, type SecretInput } from './endpoint-secrets.ts'

export type SecretsInput = { readonly ref: string } & (
  | { readonly secrets: readonly SecretInput[] }
  /** The secret in force goes on signing beside the new one for so long. */
  | { readonly rotateTo: string; readonly overlapMs: number }
)

const mostOverlapMs = 72 * 3_600_000

/** Part: replaces an endpoint's secrets, or rotates to a new one with both valid for a while. */
export async function setEndpointSecrets(t: TxCtx, ownerDomain: string, input: SecretsInput): Promise<void> {
  const endpoint = await lockOwnEndpoint(t.tx, ownerDomain, input.ref)
  if (endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref: input.ref })
  if ('secrets' in input) return setSecrets(t.tx, endpoint.id, sealSecrets(t, endpoint.id, input.secrets))
  const now = t.clock.now()
  const next = sealSecrets(t, endpoint.id, [{ secret: input.rotateTo }])
  const kept = inForce(endpoint.secrets, now, Math.min(Math.max(input.overlapMs, 0), mostOverlapMs))
  await setSecrets(t.tx, endpoint.id, [...next, ...kept])
}

/** The newest secret that signs now, until the overlap ends. */
function inForce(secrets: readonly SealedSecret[], now: Date, overlapMs: number): SealedSecret[] {
  const nowText = now.toISOString()
  const end = new Date(now.getTime() + overlapMs).toISOString()
  const current = secrets.find(({ from, until }) => from <= nowText && (until === null || nowText < until))
  if (current === undefined || overlapMs === 0) return []
  return [{ ...current, until: current.until !== null && current.until < end ? current.until : end }]
}
