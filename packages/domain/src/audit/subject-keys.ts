import { randomBytes } from 'node:crypto'
import { destroySubjectKey, findSubjectKeys, subjectKey } from '@mas/db/audit'
import { fail, type AuditKeys, type Ctx, type TxCtx } from '@mas/kernel'

/** The key that seals personal values about a subject; undefined once it was destroyed. */
export async function dataKeyFor(t: TxCtx, subject: { type: string; id: string }): Promise<Uint8Array | undefined> {
  const keys = keysOf(t)
  const candidate = Buffer.from(keys.wrap(randomBytes(32), subject.id)).toString('base64')
  const { wrapped_key: wrapped } = await subjectKey(t.tx, subject, candidate, t.clock.now())
  return wrapped === null ? undefined : unwrap(keys, wrapped, subject.id)
}

/** The key of a subject for reading; undefined when there is none any more. */
export async function openingKey(t: TxCtx, subjectId: string): Promise<Uint8Array | undefined> {
  const [row] = await findSubjectKeys(t.tx, [subjectId])
  const wrapped = row?.wrapped_key ?? null
  return wrapped === null ? undefined : unwrap(keysOf(t), wrapped, subjectId)
}

/** Part, for erasures: from the commit on nobody can read the sealed values of this subject, the chains stay whole. */
export async function destroyKey(t: TxCtx, subjectId: string): Promise<{ entriesAffected: number }> {
  return { entriesAffected: await destroySubjectKey(t.tx, subjectId, t.clock.now()) }
}

export function keysOf(ctx: Ctx | TxCtx): AuditKeys {
  const keys = ctx.infra.audit?.keys
  if (keys === undefined) throw fail('request.internal', {}, new Error('the audit log has no keys: the composition root wires none'))
  return keys
}

function unwrap(keys: AuditKeys, wrapped: string, subjectId: string): Uint8Array {
  const key = keys.unwrap(Buffer.from(wrapped, 'base64'), subjectId)
  if (key === undefined)
    throw fail('request.internal', {}, new Error('a subject key does not open: the root secret it was wrapped under is missing'))
  return key
}
