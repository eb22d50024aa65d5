import { findTokenByHash, replaceToken, type Family, type LockedSession, type TokenRow } from '@mas/db/identity'
import { newId, type TxCtx } from '@mas/kernel'
import { hashOf, newSecret } from './secrets.ts'
import type { SessionGrant } from './session.ts'
import { nextIdle } from './session-rules.ts'
import { sessionLimits } from './settings.ts'

const purpose = 'identity.refresh-successor'

/**
 * Retires the current token and issues the next one, sealed in the presented token's row under a key that only its
 * holder can make. After a lost reply the current token is void and the presented one gets the new successor.
 */
export async function issueNext(
  t: TxCtx,
  session: LockedSession,
  family: Family,
  presentedToken: string,
  lostReply: boolean,
): Promise<SessionGrant> {
  const now = t.clock.now()
  const refreshToken = newSecret('mrt')
  const { keys } = t.infra
  const { presented, current } = family
  const generation = current.generation + 1
  const idleExpiresAt = nextIdle(limitsOf(family), session.absoluteExpiresAt, now)
  await replaceToken(
    t.tx,
    {
      id: newId(now.getTime()),
      sessionId: session.id,
      generation,
      predecessor: presented.generation,
      tokenHash: hashOf(refreshToken),
      keyVersion: keys.version,
      now,
    },
    { id: current.id, voided: lostReply, sealedSuccessor: keys.seal(purpose, refreshToken, presentedToken), sealUnder: presented.id },
    idleExpiresAt,
  )
  return { ...session, sessionId: session.id, generation, refreshToken, idleExpiresAt }
}

/** Follows the seals from the presented token to the current one: fifty tabs end up with the same token. */
export async function currentFromSeals(
  t: TxCtx,
  session: LockedSession,
  family: Family,
  presentedToken: string,
): Promise<SessionGrant | undefined> {
  let row: TokenRow | undefined = family.presented
  let token = presentedToken
  for (let steps = 0; row !== undefined && row.generation !== family.current.generation; steps++) {
    const next = row.sealedSuccessor === null || steps > 100 ? undefined : t.infra.keys.open(purpose, row.sealedSuccessor, token)
    if (next === undefined) return undefined
    token = next
    row = await findTokenByHash(t.tx, session.id, hashOf(token))
  }
  return row === undefined ? undefined : { ...session, sessionId: session.id, generation: row.generation, refreshToken: token }
}

/** The limits of the person's class came with the family, straight from the settings' row. */
function limitsOf({ role, limits }: Family) {
  const type =
    role === 'USER' ? sessionLimits.learner : role === 'ADMIN' || role === 'FINANCE' ? sessionLimits.privileged : sessionLimits.staff
  const parsed = type.schema.safeParse(limits)
  return parsed.success ? parsed.data : type.default
}
