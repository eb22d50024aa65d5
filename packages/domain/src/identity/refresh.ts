import { RefreshInput, Tokens } from '@mas/contracts/identity'
import { lockSessionOfToken, readFamily, type Family, type LockedSession } from '@mas/db/identity'
import { fail, flow, inTx, type AppError, type TxCtx } from '@mas/kernel'
import { takeRateAtDoor } from './device.ts'
import { endSessions } from './end-sessions.ts'
import { tell } from './notices.ts'
import { admits } from './platform-gate.ts'
import { currentFromSeals, exchangeAtOnce, issueNext } from './refresh-family.ts'
import { decideRefresh, isUnansweredPredecessor } from './refresh-rules.ts'
import { hashOf, sameBytes } from './secrets.ts'
import { tokensOf, type SessionGrant } from './session.ts'
import { logged, type AttemptFacts } from './sign-in-log.ts'
import { refreshGrace } from './settings.ts'

export const refresh = flow({
  verb: 'identity.refresh',
  summary:
    'Exchanges a refresh token and the proof of its device for new tokens. A lost reply or another tab gets the same successor for 30 seconds; a replay ends the session.',
  permission: 'public',
  // A college behind one address refreshes more often than it signs in, and a neighbour must not use up its budget.
  rate: 'self',
  refuses: ['identity.refresh-invalid', 'identity.refresh-reused', 'identity.session-ended', 'identity.platform-refused'],
  input: RefreshInput,
  output: Tokens,
  run: async (ctx, { refreshToken, deviceProof }) => {
    await takeRateAtDoor(ctx, 'write', deviceProof)
    const facts: AttemptFacts = { method: 'refresh' }
    const exchanged = await exchangeAtOnce(ctx, refreshToken, deviceProof)
    if (exchanged !== undefined && exchanged !== 'unknown') return tokensOf(ctx, exchanged)
    const outcome = exchanged === 'unknown' ? unknownToken() : await inTx(ctx, (t) => exchange(t, refreshToken, deviceProof, facts))
    // What was decided is committed; a refusal is thrown after it and leaves its row in the log.
    if ('refusal' in outcome) return logged(ctx, 'refresh', (log) => Promise.reject(Object.assign(log, facts) && outcome.refusal))
    return tokensOf(ctx, outcome)
  },
})

interface Refused {
  readonly refusal: AppError
}
const unknownToken = (): Refused => ({ refusal: fail('identity.refresh-invalid') })

/** All the cases there are, under the lock of the session. */
async function exchange(t: TxCtx, token: string, proof: string | undefined, facts: AttemptFacts): Promise<SessionGrant | Refused> {
  const tokenHash = hashOf(token)
  const session = await lockSessionOfToken(t.tx, tokenHash)
  if (session === undefined) return unknownToken()
  facts.userId = session.userId
  facts.sessionId = session.id
  const now = t.clock.now()
  if (session.endedAt !== null || session.allEnded || session.idleExpiresAt <= now) return { refusal: fail('identity.session-ended') }
  const family = await readFamily(t.tx, session, tokenHash, { grace: refreshGrace.key, limits: 'identity.session-limits-' })
  if (family === undefined || family.state !== 'active') return { refusal: fail('identity.session-ended') }
  if (!admits(t.platform, family.role)) return { refusal: fail('identity.platform-refused') }
  return decide(t, session, family, token, proof)
}

async function decide(
  t: TxCtx,
  session: LockedSession,
  family: Family,
  token: string,
  proof: string | undefined,
): Promise<SessionGrant | Refused> {
  const proven = proof !== undefined && family.proofHash !== null && sameBytes(hashOf(proof), family.proofHash)
  const grace = refreshGrace.schema.safeParse(family.graceSeconds)
  const graceMs = (grace.success ? grace.data : refreshGrace.default) * 1000
  const facts = {
    presented: family.presented,
    current: family.current,
    proven,
    seenGeneration: session.seenGeneration,
    graceMs,
    nowMs: t.clock.now().getTime(),
  }
  const decision = decideRefresh(facts)
  if (decision === 'invalid') return { refusal: fail('identity.refresh-invalid') }
  if (decision === 'rotate') return issueNext(t, session, family, token, false)
  if (decision === 'lost-reply') return issueNext(t, session, family, token, true)
  if (decision === 'same') {
    const same = await currentFromSeals(t, session, family, token)
    if (same !== undefined) return same
    // A step-up rotated it, so no seal leads on; if nobody has used what came after, its reply was lost.
    if (isUnansweredPredecessor(facts)) return issueNext(t, session, family, token, true)
  }
  await endSessions(t, { userId: session.userId, sessionId: session.id }, 'refresh-reuse')
  await tell(t, 'sessions-ended-reuse', session.userId, { at: t.clock.now().toISOString() })
  return { refusal: fail('identity.refresh-reused') }
}
