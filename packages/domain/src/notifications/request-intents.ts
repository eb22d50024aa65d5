import { originKey, type Origin } from '@mas/contracts/core'
import { kindOf, type ConsentClass, type KindName } from '@mas/contracts/notifications'
import { insertIntents, type IntentInsert } from '@mas/db/notifications'
import { enqueueMany, fail, newId, type TxCtx } from '@mas/kernel'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { notificationsJobs } from './jobs.ts'

export type Addressee = { readonly userId: string } | { readonly address: string; readonly leadId?: string }

export interface IntentRequest {
  readonly kind: KindName
  readonly to: readonly Addressee[]
  readonly data: unknown
  readonly dedupeKey: string
  readonly dueAt?: Date
  readonly expiresAt?: Date
  /** Who hears when it fails; the caller's own person unless named. */
  readonly requestedBy?: string | null
  /** The step of a workflow that asks; echoed in what becomes of it. */
  readonly origin?: Origin | string | undefined
  /** Of mail to a lead. Absent: by the class of the kind. */
  readonly consentClass?: ConsentClass | undefined
}

const mostRecipients = 1_000
const decidedAtOnce = 50

/** Stores one request per person and has them decided; asking again with the same key answers the first ids. */
export async function requestIntents(t: TxCtx, request: IntentRequest): Promise<string[]> {
  if (request.to.length > mostRecipients)
    throw fail('notifications.data-invalid', { issues: [{ path: ['to'], message: `at most ${mostRecipients} recipients` }] })
  const data = parseData(request.kind, request.data)
  const now = t.clock.now()
  const byKey = new Map(request.to.map((one) => addressee(one)).map((one) => [one.recipient_key, one]))
  const stored = await insertIntents(
    t.tx,
    [...byKey.values()].map((one): IntentInsert => ({
      id: newId(now.getTime()),
      kind: request.kind,
      platform: t.platform,
      ...one,
      dedupe_key: request.dedupeKey,
      data,
      sealed: null,
      expires_at: request.expiresAt?.toISOString() ?? null,
      origin: typeof request.origin === 'object' ? originKey(request.origin) : (request.origin ?? null),
      consent_class: request.consentClass ?? null,
      requested_at: now.toISOString(),
      requested_by: request.requestedBy === undefined ? callerOf(t) : request.requestedBy,
      due_at: (request.dueAt ?? now).toISOString(),
    })),
  )
  const fresh = stored.flatMap(({ id, fresh: isNew }) => (isNew ? [id] : []))
  await enqueueDecisions(t, fresh, request.dueAt)
  return stored.map(({ id }) => id)
}

export async function enqueueDecisions(t: TxCtx, intentIds: readonly string[], dueAt?: Date): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(intentIds.length / decidedAtOnce) }, (_, n) =>
    intentIds.slice(n * decidedAtOnce, (n + 1) * decidedAtOnce),
  )
  await enqueueMany(
    t,
    notificationsJobs.decide,
    chunks.map((chunk) => ({ payload: { intentIds: [...chunk] }, ...(dueAt !== undefined && { startAfter: dueAt }) })),
  )
}

export function parseData(kind: KindName, data: unknown): unknown {
  const parsed = kindOf(kind).variables.safeParse(data)
  if (!parsed.success)
    throw fail('notifications.data-invalid', { issues: parsed.error.issues.map(({ path, message }) => ({ path, message })) })
  return parsed.data
}

function addressee(one: Addressee): Pick<IntentInsert, 'user_id' | 'address' | 'lead_id' | 'recipient_key'> {
  if ('userId' in one) return { user_id: one.userId, address: null, lead_id: null, recipient_key: `user:${one.userId}` }
  const address = mailAddress(one.address)
  if (address === undefined) throw fail('notifications.data-invalid', { issues: [{ path: ['to'], message: 'not an e-mail address' }] })
  return { user_id: null, address, lead_id: one.leadId ?? null, recipient_key: `address:${hashAddress(address)}` }
}

function callerOf(t: TxCtx): string | null {
  return t.actor.kind === 'user' ? t.actor.userId : null
}
