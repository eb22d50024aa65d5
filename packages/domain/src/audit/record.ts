import { insertEntries } from '@mas/db/audit'
import type { AuditStream } from '@mas/contracts/audit'
import { fail, newId, type TxCtx } from '@mas/kernel'
import { entryBody } from './entry-body.ts'
import { marksFor, holdsPersonal, isReasonPersonal } from './sealing.ts'
import { streamChains } from './streams.ts'
import { dataKeyFor } from './subject-keys.ts'

/** What a verb tells about its change. The actor comes from the context, never from the caller. */
export interface AuditFact {
  /** The verb: `identity.block-user`. */
  readonly action: string
  readonly subject: { readonly type: string; readonly id: string }
  readonly also?: readonly { readonly type: string; readonly id: string }[]
  /** Only the fields that differ; never secrets, their hashes, or file bytes. */
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
  readonly reason?: string
  /** Rule, inputs and outcome. `confidential: <case>` hides the entry from the person concerned until the case is released. */
  readonly decision?: Readonly<Record<string, unknown>>
  readonly effect?: 'write' | 'read' | 'refused'
  /** A chain of its own, for records that others must be able to verify alone. */
  readonly stream?: AuditStream
  /** Fields to seal besides those that the domain's contracts mark as personal. */
  readonly personal?: readonly string[]
}

/** Part: writes who did what into the caller's transaction, so that the change and its record commit together. */
export async function record(t: TxCtx, fact: AuditFact): Promise<string> {
  const [id = ''] = await recordMany(t, [fact])
  return id
}

/** Part: records that somebody looked at something. */
export function recordRead(t: TxCtx, fact: Omit<AuditFact, 'effect'>): Promise<string> {
  return record(t, { ...fact, effect: 'read' })
}

/** Part: many facts in one round trip; answers the ids of the entries. */
export async function recordMany(t: TxCtx, facts: readonly AuditFact[]): Promise<string[]> {
  if (facts.length === 0) return []
  const now = t.clock.now()
  const keys = await keysFor(t, facts)
  const entries = facts.map((fact, index) => {
    const id = newId(now.getTime())
    // Facts of one call keep their order in lists, which sort by time.
    const at = `${now.toISOString().slice(0, -1)}${String(Math.min(index, 999)).padStart(3, '0')}Z`
    const body = entryBody(t, fact, { id, at, marks: marksFor(fact.action, fact.personal), key: keys.get(fact.subject.id) })
    const stream = fact.stream ?? emergencyStream(t)
    return { id, at, body, chain: stream === undefined ? null : streamChains[stream] }
  })
  await insertEntries(t.tx, entries)
  const actions = recordedActions.get(t.tx) ?? new Set()
  for (const { action } of facts) actions.add(action)
  recordedActions.set(t.tx, actions)
  return entries.map((entry) => entry.id)
}

/** Whatever is done through the emergency door stands together in one chain, so that it can be reviewed and verified alone. */
function emergencyStream({ actor }: TxCtx): AuditStream | undefined {
  return actor.kind === 'user' && actor.mode === 'break-glass' ? 'break-glass' : undefined
}

/** True when this transaction has recorded this action already. */
export function hasRecorded(t: TxCtx, action: string): boolean {
  return recordedActions.get(t.tx)?.has(action) === true
}
/** What open transactions have recorded; gone with them. */
const recordedActions = new WeakMap<object, Set<string>>()

/** Part: the reason as it is stored; for verbs whose contract asks for one. */
export function requireReason(reason: string | undefined): string {
  const trimmed = reason?.trim() ?? ''
  if (trimmed.length < 5) throw fail('audit.reason-required')
  return trimmed
}

/** One key a subject, taken in one order by everybody, so that two writers never wait for each other in a circle. */
async function keysFor(t: TxCtx, facts: readonly AuditFact[]): Promise<Map<string, Uint8Array | undefined>> {
  const subjects = new Map<string, AuditFact['subject']>()
  for (const fact of facts) {
    const { action, personal, subject, before, after, decision } = fact
    const marks = marksFor(action, personal)
    if (isReasonPersonal(fact) || [before, after, decision].some((fields) => holdsPersonal(fields, marks)))
      subjects.set(subject.id, subject)
  }
  const keys = new Map<string, Uint8Array | undefined>()
  for (const [id, subject] of [...subjects].toSorted(([a], [b]) => (a < b ? -1 : 1))) keys.set(id, await dataKeyFor(t, subject))
  return keys
}
