import { chainFrom, exchangeCurrent, replaceToken, type Family, type LockedSession, type TokenRow } from '@mas/db/identity'
import { newId, type Ctx, type TxCtx } from '@mas/kernel'
import { readSettings } from '../settings/index.ts'
import { admittedRoles } from './platform-gate.ts'
import { hashOf, newSecret } from './secrets.ts'
import type { SessionGrant } from './session.ts'
import { idleMs, nextIdle } from './session-rules.ts'
import { sessionLimits } from './settings.ts'

const purpose = 'identity.refresh-successor'

/**
 * The usual case, in one statement: the current token with the proof of its device. Everything that can be computed is
 * computed before. `unknown` where no session ever had the token, `undefined` where it takes a closer look.
 */
export async function exchangeAtOnce(
  ctx: Ctx,
  presentedToken: string,
  proof: string | undefined,
): Promise<SessionGrant | 'unknown' | undefined> {
  const now = ctx.clock.now()
  const refreshToken = newSecret('mrt')
  const { learner, staff, privileged } = await readSettings(ctx, sessionLimits)
  const { keys } = ctx.infra
  const exchanged = await exchangeCurrent(ctx.db, {
    id: newId(now.getTime()),
    tokenHash: hashOf(presentedToken),
    successorHash: hashOf(refreshToken),
    sealedSuccessor: keys.seal(purpose, refreshToken, presentedToken),
    // Without one nothing is equal to it, and the closer look says what the token is worth.
    proofHash: proof === undefined ? noProof : hashOf(proof),
    keyVersion: keys.version,
    now,
    roles: admittedRoles(ctx.platform),
    idleMs: { learner: idleMs(learner), staff: idleMs(staff), privileged: idleMs(privileged) },
  })
  if (exchanged?.id === null) return exchanged.known ? undefined : 'unknown'
  return exchanged?.id === undefined ? undefined : { ...exchanged, sessionId: exchanged.id, refreshToken }
}
const noProof = new Uint8Array(0)

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
  const { presented, current } = family
  const chain = await chainFrom(t.tx, session.id, presented.generation)
  const byHash = new Map(chain.map((row) => [nameOf(row.tokenHash), row]))
  let row: TokenRow | undefined = presented
  let token = presentedToken
  while (row !== undefined && row.generation !== current.generation) {
    const next: string | undefined = row.sealedSuccessor === null ? undefined : t.infra.keys.open(purpose, row.sealedSuccessor, token)
    const found: TokenRow | undefined = next === undefined ? undefined : byHash.get(nameOf(hashOf(next)))
    // A successor is younger than what it succeeds, so the walk ends.
    if (next === undefined || found === undefined || found.generation <= row.generation) return undefined
    token = next
    row = found
  }
  return { ...session, sessionId: session.id, generation: current.generation, refreshToken: token }
}
const nameOf = (hash: Uint8Array) => Buffer.from(hash).toString('base64')

/** The limits of the person's class came with the family, straight from the settings' row. */
function limitsOf({ role, limits }: Family) {
  const type =
    role === 'USER' ? sessionLimits.learner : role === 'ADMIN' || role === 'FINANCE' ? sessionLimits.privileged : sessionLimits.staff
  const parsed = type.schema.safeParse(limits)
  return parsed.success ? parsed.data : type.default
}
