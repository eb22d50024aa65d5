import { SigningSecret } from '@mas/contracts/webhooks'
import type { EndpointRow, SealedSecret } from '@mas/db/webhooks'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'

const purpose = 'webhooks.endpoint-secret'

/** A secret and when it signs; left out: from now, until it is replaced. */
export interface SecretInput {
  readonly secret: string
  readonly from?: Date
  readonly until?: Date
}

/** Seals one or two secrets for their endpoint; the newest first. */
export function sealSecrets(t: TxCtx, endpointId: string, secrets: readonly SecretInput[]): SealedSecret[] {
  if (secrets.length < 1 || secrets.length > 2) throw fail('webhooks.secret-invalid')
  const now = t.clock.now()
  return secrets
    .map(({ secret, from = now, until }) => {
      if (!SigningSecret.safeParse(secret).success || (until !== undefined && until <= from)) throw fail('webhooks.secret-invalid')
      const sealed = Buffer.from(t.infra.keys.seal(purpose, secret, endpointId)).toString('base64')
      return { sealed, from: from.toISOString(), until: until?.toISOString() ?? null }
    })
    .toSorted((a, b) => b.from.localeCompare(a.from))
}

/** The secrets that sign now, newest first; undefined where one cannot be opened any more. */
export function liveSecrets(ctx: Ctx, endpoint: Pick<EndpointRow, 'id' | 'secrets'>): string[] | undefined {
  const now = ctx.clock.now().toISOString()
  const live = endpoint.secrets.filter(({ from, until }) => from <= now && (until === null || now < until))
  const opened = live.map(({ sealed }) => ctx.infra.keys.open(purpose, Buffer.from(sealed, 'base64'), endpoint.id))
  const secrets = opened.filter((secret) => secret !== undefined)
  return secrets.length === opened.length ? secrets : undefined
}
