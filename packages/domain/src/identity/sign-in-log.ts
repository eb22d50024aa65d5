import { insertSignIn } from '@mas/db/identity'
import { AppError, newId, type Ctx } from '@mas/kernel'
import { addressMac } from './secrets.ts'
import type { SessionGrant } from './session.ts'

/** What is known about an attempt so far; filled while it proceeds. */
export interface AttemptFacts {
  method: string
  address?: string
  userId?: string
  deviceId?: string
  sessionId?: string
  amr?: readonly string[]
  facts?: Record<string, unknown>
}

/** The attempt came to a session. */
export function entered(facts: AttemptFacts, { sessionId, deviceId, amr }: SessionGrant): void {
  facts.sessionId = sessionId
  if (typeof deviceId === 'string') facts.deviceId = deviceId
  if (amr !== undefined) facts.amr = amr
}

/** Runs an attempt to sign in and writes how it went, outside the verb's transaction, so that a refusal leaves its row too. */
export async function logged<T>(ctx: Ctx, method: string, work: (facts: AttemptFacts) => Promise<T>): Promise<T> {
  const facts: AttemptFacts = { method }
  try {
    const result = await work(facts)
    await write(ctx, facts, 'success', null)
    return result
  } catch (thrown) {
    const code = thrown instanceof AppError ? thrown.code : 'request.internal'
    // Over the budget of calls nothing was tried; a row for each would let a flood write as fast as it calls.
    if (code === 'request.too-many') throw thrown
    await write(ctx, facts, thrown instanceof AppError && thrown.kind === 'limit' ? 'throttled' : 'refused', code)
    throw thrown
  }
}

async function write(
  ctx: Ctx,
  { method, address, userId, deviceId, sessionId, amr = [], facts = {} }: AttemptFacts,
  outcome: 'success' | 'refused' | 'throttled',
  reason: string | null,
): Promise<void> {
  const at = ctx.clock.now()
  await insertSignIn(ctx.db, {
    id: newId(at.getTime()),
    at,
    userId: userId ?? null,
    emailMac: address === undefined ? null : addressMac(ctx, address),
    method,
    outcome,
    reason,
    platform: ctx.platform,
    ip: ctx.client?.ip ?? null,
    userAgent: ctx.client?.userAgent.slice(0, 500) ?? null,
    deviceId: deviceId ?? null,
    sessionId: sessionId ?? null,
    requestId: ctx.requestId,
    amr,
    facts,
  })
}
