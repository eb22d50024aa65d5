import type { MarkedFields } from '@mas/contracts/marks'
import { fail, type Actor, type TxCtx } from '@mas/kernel'
import { canonicalJson } from './canonical-json.ts'
import type { AuditFact } from './record.ts'
import { isReasonPersonal, sealFields, sealValue } from './sealing.ts'

const maxBytes = 65_536

/** The canonical text of one entry: the only truth that is stored and hashed. */
export function entryBody(
  t: TxCtx,
  fact: AuditFact,
  made: { id: string; at: string; marks: MarkedFields; key: Uint8Array | undefined },
): string {
  const { action, subject, also, before, after, reason, decision, effect = 'write' } = fact
  const seal = (fields: unknown) => (fields === undefined ? undefined : sealFields(fields, made.marks, made.key, made.id))
  const subjectOf = ({ type, id }: AuditFact['subject']) => ({ type: word(type), id: word(id) })
  const body = {
    v: 1,
    id: made.id,
    at: made.at,
    action: word(action),
    actor: actorOf(t.actor),
    subject: subjectOf(subject),
    also: also?.map(subjectOf),
    before: seal(before),
    after: seal(after),
    reason: isReasonPersonal(fact) ? sealedReason(reason, made) : reason,
    decision: seal(decision),
    effect,
    requestId: word(t.requestId),
    platform: t.platform,
  }
  const text = canonicalText(body)
  if (Buffer.byteLength(text) > maxBytes) throw fail('audit.body-too-large', { action })
  return text
}

function sealedReason(reason: unknown, { key, id }: { readonly key: Uint8Array | undefined; readonly id: string }): unknown {
  // What has no canonical form is refused below, where the whole entry is written.
  return typeof reason === 'string' && reason.isWellFormed() && !reason.includes('\u0000') ? sealValue(reason, key, id) : reason
}

function canonicalText(body: unknown): string {
  try {
    return canonicalJson(body)
  } catch (cause) {
    throw fail('audit.not-recordable', {}, cause)
  }
}

/** Ids and names stand unescaped in the canonical text, where the database cuts them out: what JSON would escape is percent-encoded. */
function word(text: string): string {
  return text
    .toWellFormed()
    .slice(0, 400)
    .replace(/["\\{}\p{Cc}]/gu, encodeURIComponent)
}

function actorOf(actor: Actor): { kind: string; id: string; role?: string; via?: string } {
  switch (actor.kind) {
    case 'user':
      return { kind: 'user', id: word(actor.userId), role: actor.role, ...(actor.via !== undefined && { via: word(actor.via) }) }
    case 'vendor':
      return { kind: 'vendor', id: word(actor.vendorId), via: word(actor.keyId) }
    case 'system':
      return { kind: 'system', id: word(actor.job) }
    case 'webhook':
      return { kind: 'webhook', id: word(actor.provider) }
    case 'workflow':
      return { kind: 'workflow', id: word(actor.runId) }
    case 'anonymous':
      return { kind: 'anonymous', id: 'anonymous' }
  }
}
