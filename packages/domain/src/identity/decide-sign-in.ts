import type { Next } from '@mas/contracts/identity'
import { findCredential, lockUser, type UserRow } from '@mas/db/identity'
import { fail, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { openChallenge } from './challenge.ts'
import { nextStep, type Step } from './next-step.ts'
import { present } from './self.ts'
import { addressMac } from './secrets.ts'
import { takeSend } from './sends.ts'
import { openSession, tokensOf, type SessionGrant } from './session.ts'
import type { AttemptFacts } from './sign-in-log.ts'
import { newDeviceCode } from './settings.ts'

interface Right {
  readonly user: UserRow
  readonly method: 'password' | 'google'
  readonly amr: readonly string[]
  readonly deviceId: string | undefined
  /** What the password was compared with. */
  readonly provenHash?: string | null
}

/** After right credentials: a session, a mailed code, or the refusal that applies. */
export async function proceed(ctx: Ctx, { user, method, amr, deviceId, provenHash }: Right, log: AttemptFacts): Promise<Next> {
  const facts = { deviceKnown: deviceId !== undefined, codeOnNewDevice: await readSetting(ctx, newDeviceCode) }
  const step = stepFor(ctx, user, facts)
  log.facts = { step, ...facts }
  if (step === 'blocked' || step === 'platform-refused') throw refusal(step)
  if (step === 'verify-email') throw fail('identity.credentials-invalid')
  const address = user.email ?? user.id
  if (step === 'code') await takeSend(ctx, addressMac(ctx, address), 'known')
  const outcome = await inTx(ctx, async (t): Promise<SessionGrant | { challengeId: string }> => {
    const locked = present(await lockUser(t.tx, user.id))
    // Changed while this one was hashing: the change has ended all sessions, and none begins with the old password.
    if (provenHash !== undefined && (await findCredential(t.tx, user.id)).passwordHash !== provenHash)
      throw fail('identity.credentials-invalid')
    const now = stepFor(t, locked, facts)
    if (now === 'blocked' || now === 'platform-refused') throw refusal(now)
    if (step === 'code') return openChallenge(t, { purpose: 'sign-in', address, userId: user.id, payload: { method, amr: amr.join(' ') } })
    return openSession(t, locked, { method, amr, deviceId, announce: true })
  })
  if ('challengeId' in outcome) return { status: 'code-required', challengeId: outcome.challengeId, methods: ['email'] }
  log.sessionId = outcome.sessionId
  return { status: 'signed-in', tokens: await tokensOf(ctx, outcome) }
}

function stepFor(
  { platform }: Ctx | TxCtx,
  { state, role, class: personClass, emailVerified }: UserRow,
  facts: { deviceKnown: boolean; codeOnNewDevice: boolean },
): Step {
  return nextStep({ state, role, personClass, emailVerified, platform, ...facts })
}
function refusal(step: 'blocked' | 'platform-refused') {
  return fail(`identity.${step}`)
}
