import { Suppression, type Suppression as SuppressionView } from '@mas/contracts/notifications'
import type { SuppressionRow } from '@mas/db/notifications'

export function suppressionOf(row: SuppressionRow): SuppressionView {
  const { id, address, scope, reason, note } = row
  return Suppression.parse({
    id,
    address,
    scope,
    reason,
    note,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    liftedAt: row.lifted_at?.toISOString() ?? null,
  })
}
