import { createHash } from 'node:crypto'
import type { TransactionHead } from '@mas/db/ledger'
import { actorKey, newId, type TxCtx } from '@mas/kernel'

export interface Cause {
  /** Unique within the domain; the domain's name is put in front. */
  readonly key: string
  readonly kind: string
  /** All that the caller asked for: the same key with another body is refused. */
  readonly body: readonly unknown[]
  readonly reason?: string | undefined
  readonly ref?: { readonly type: string; readonly id: string } | undefined
  readonly occurredAt?: Date
  readonly reverses?: string
}

/** The transaction an operation wants to write. Hashed here, before any lock is asked for. */
export function headOf(domain: string, t: TxCtx, cause: Cause): TransactionHead {
  const now = t.clock.now()
  return {
    id: newId(now.getTime()),
    key: `${domain}:${cause.key}`,
    body_hash: bodyHash([cause.kind, ...cause.body]),
    kind: cause.kind,
    owner_domain: domain,
    reason: cause.reason ?? null,
    ref_type: cause.ref?.type ?? null,
    ref_id: cause.ref?.id ?? null,
    occurred_at: cause.occurredAt ?? now,
    posted_at: now,
    actor: actorKey(t.actor),
    reverses_id: cause.reverses ?? null,
  }
}

/** SHA-256 over the body as JSON with the members of every object in order. */
export function bodyHash(body: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(body, sorted)).digest('hex')
}

function sorted(_key: string, value: unknown): unknown {
  if (value === undefined) return null
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
