import { randomBytes } from 'node:crypto'
import { findSubjectKeys, subjectKey } from '@mas/db/audit'
import { fail, type AuditKeys, type Ctx, type TxCtx } from '@mas/kernel'
import type { Opening } from './sealing.ts'

/** The key that seals personal values about a subject; undefined once it was destroyed. */
export async function dataKeyFor(t: TxCtx, subject: { type: string; id: string }): Promise<Uint8Array | undefined> {
  const keys = keysOf(t)
  const candidate = Buffer.from(keys.wrap(randomBytes(32), subject.id)).toString('base64')
  const { wrapped_key: wrapped } = await subjectKey(t.tx, subject, candidate, t.clock.now())
  return wrapped === null ? undefined : unwrap(keys, wrapped, subject.id)
}

/** The keys of subjects for reading. Destroying one leaves its row: where there is none, or it does not open, it is lost. */
export async function openingKeys(ctx: Ctx | TxCtx, subjectIds: readonly string[]): Promise<(subjectId: string) => Opening> {
  const keys = keysOf(ctx)
  const found = subjectIds.length === 0 ? [] : await findSubjectKeys('tx' in ctx ? ctx.tx : ctx.db, subjectIds)
  const opened = new Map(
    found.map(({ subject_id: id, wrapped_key: wrapped }) => [
      id,
      wrapped === null ? undefined : (keys.unwrap(Buffer.from(wrapped, 'base64'), id) ?? ('lost' as const)),
    ]),
  )
  return (subjectId) => (opened.has(subjectId) ? opened.get(subjectId) : 'lost')
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
