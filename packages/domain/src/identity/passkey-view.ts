import type { Passkey } from '@mas/contracts/identity'
import type { PasskeyRow } from '@mas/db/identity'
import type { z } from 'zod'

export function passkeyOf({ id, label, rpId, createdAt, lastUsedAt }: PasskeyRow): z.input<typeof Passkey> {
  return { id, label, rpId, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null }
}
