import { insertEntries } from '@mas/db/audit'
import { newId, type Actor, type TxCtx } from '@mas/kernel'
import { canonicalJson } from './canonical-json.ts'

/** What a verb tells about its change. The actor comes from the context, never from the caller. */
export interface AuditFact {
  /** The verb: `identity.block-user`. */
  readonly action: string
  readonly subject: { readonly type: string; readonly id: string }
  /** Only the fields that differ; never secrets, their hashes, or file bytes. */
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
  readonly reason?: string
  readonly effect?: 'write' | 'read' | 'refused'
}

/** Part: writes who did what into the caller's transaction, so that the change and its record commit together. */
export async function record(t: TxCtx, fact: AuditFact): Promise<void> {
  await recordMany(t, [fact])
}

/** Part: many facts in one round trip. */
export async function recordMany(t: TxCtx, facts: readonly AuditFact[]): Promise<void> {
  if (facts.length === 0) return
  const at = t.clock.now()
  const entries = facts.map((fact) => {
    const id = newId(at.getTime())
    const { effect = 'write', ...told } = fact
    const body = { v: 1, id, at: at.toISOString(), ...told, actor: actorOf(t.actor), effect, requestId: t.requestId, platform: t.platform }
    return { id, at: at.toISOString(), body: canonicalJson(body) }
  })
  await insertEntries(t.tx, entries)
}

function actorOf(actor: Actor): { kind: string; id: string | null; via?: string } {
  switch (actor.kind) {
    case 'user':
      return { kind: 'user', id: actor.userId, ...(actor.via !== undefined && { via: actor.via }) }
    case 'vendor':
      return { kind: 'vendor', id: actor.vendorId, via: actor.keyId }
    case 'system':
      return { kind: 'system', id: actor.job }
    case 'webhook':
      return { kind: 'webhook', id: actor.provider }
    case 'workflow':
      return { kind: 'workflow', id: actor.runId }
    case 'anonymous':
      return { kind: 'anonymous', id: null }
  }
}
