import { createHash } from 'node:crypto'
import { holdsContact } from '@mas/contracts/ledger'
import type { TransactionHead } from '@mas/db/ledger'
import { actorKey, fail, newId, type TxCtx } from '@mas/kernel'

export interface Cause {
  /** Unique within the domain; the domain's name is put in front. */
  readonly key: string
  readonly kind: string
  /** All that the caller asked for: the same key with another body is refused. */
  readonly body: readonly unknown[]
  /** The domain's own words, never what a person wrote: it cannot be erased. */
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
    reason: cause.reason === undefined ? null : impersonal(cause.reason),
    ref_type: cause.ref?.type ?? null,
    ref_id: cause.ref?.id ?? null,
    occurred_at: cause.occurredAt ?? now,
    posted_at: now,
    actor: actorKey(t.actor),
    reverses_id: cause.reverses ?? null,
  }
}

const ownKeys = /^(hold|capture|release|expire|lot):[\da-f]{8}-/i

/** A key the caller chose. One that a hold or a lot will need would stand in its way for ever. */
export function chosenKey(key: string): string {
  if (ownKeys.test(key))
    throw fail('request.invalid', { issues: [{ path: ['key'], message: 'a hold or a lot by its id is the ledger’s own key' }] })
  return key
}

/** A hold's id as the database writes it: keys and references are texts, and must be one text for one hold. */
export function holdIdOf(id: string): string {
  return id.toLowerCase()
}

const longest = 200

function impersonal(reason: string): string {
  if (reason.length > longest || holdsContact(reason))
    throw fail('request.invalid', {
      issues: [{ path: ['reason'], message: `at most ${longest} characters, without addresses or numbers of people` }],
    })
  return reason
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
