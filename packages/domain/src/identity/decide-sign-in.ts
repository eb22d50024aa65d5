import type { Next } from '@mas/contracts/identity'
import { countFactors, findCredential, lockUser, type UserRow } from '@mas/db/identity'
import { fail, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { openChallenge, openSilently } from './challenge.ts'
import { hasFactor } from './factor.ts'
import { withoutLapsedBlock } from './lift-lapsed-block.ts'
import { nextStep, type Step } from './next-step.ts'
import { requestFor } from './passkey-question.ts'
import { present } from './self.ts'
import { addressMac } from './secrets.ts'
import { takeSend } from './sends.ts'
import { openSession, tokensOf, type SessionGrant } from './session.ts'
import { entered, type AttemptFacts } from './sign-in-log.ts'
import { newDeviceCode } from './settings.ts'

interface Right {
  readonly user: UserRow
  readonly method: 'password' | 'google'
  readonly amr: readonly string[]
  readonly device: { readonly deviceId: string; readonly factorShown: boolean } | undefined
  /** What the password was compared with. */
  readonly provenHash?: string | null
}

/** After right credentials: a session, the second factor, a mailed code, or the refusal that applies. */
export async function proceed(ctx: Ctx, right: Right, log: AttemptFacts): Promise<Next> {
  const { user: found, method, amr, device, provenHash } = right
  const user = await withoutLapsedBlock(ctx, found)
  const known = { deviceKnown: device !== undefined, factorShown: device?.factorShown === true }
  const facts = { ...known, codeOnNewDevice: await readSetting(ctx, newDeviceCode) }
  const step = admitted(nextStep(stepFacts(ctx, user, { ...facts, hasFactor: await hasFactor(ctx, user.id) })))
  log.facts = { step, ...facts }
  if (step === 'verify-email') throw fail('identity.credentials-invalid')
  const address = user.email ?? user.id
  const deviceId = device?.deviceId
  if (step === 'code') await takeSend(ctx, addressMac(ctx, address), 'known')
  const payload = { method, amr: amr.join(' ') }
  const outcome = await inTx(ctx, async (t): Promise<SessionGrant | Exclude<Next, { status: 'signed-in' }> | { again: UserRow }> => {
    const locked = present(await lockUser(t.tx, user.id))
    // Changed while this one was hashing: the change has ended all sessions, and none begins with the old password.
    if (provenHash !== undefined && (await findCredential(t.tx, user.id)).passwordHash !== provenHash)
      throw fail('identity.credentials-invalid')
    // What has changed since: a factor enrolled, a block, another role.
    const now = admitted(nextStep(stepFacts(t, locked, { ...facts, hasFactor: await hasFactor(t, user.id) })))
    if (now === 'second-factor') {
      const carried = { ...payload, ...(deviceId !== undefined && { deviceId }) }
      const challengeId = await openSilently(t, { purpose: 'second-factor', address, userId: user.id, payload: carried })
      return { status: 'second-factor', challengeId, ...(await waysToFinish(t, user.id, challengeId)) }
    }
    // Asks for more than a moment ago: looked at again from the beginning, where what is sent is counted.
    if (now !== step && now !== 'signed-in') return { again: locked }
    if (step === 'code') {
      const { challengeId } = await openChallenge(t, { purpose: 'sign-in', address, userId: user.id, payload })
      return { status: 'code-required', challengeId, methods: ['email'] }
    }
    return openSession(t, locked, { method, amr, deviceId, announce: true })
  })
  if ('again' in outcome) return proceed(ctx, { ...right, user: outcome.again }, log)
  if ('status' in outcome) return outcome
  entered(log, outcome)
  return { status: 'signed-in', tokens: await tokensOf(ctx, outcome) }
}

type Facts = Parameters<typeof nextStep>[0]
function stepFacts(
  { platform }: Ctx | TxCtx,
  { state, role, class: personClass, emailVerified }: UserRow,
  facts: Pick<Facts, 'deviceKnown' | 'factorShown' | 'codeOnNewDevice' | 'hasFactor'>,
): Facts {
  return { state, role, personClass, emailVerified, platform, ...facts }
}
function admitted(step: Step): Exclude<Step, 'blocked' | 'platform-refused'> {
  if (step === 'blocked' || step === 'platform-refused') throw fail(`identity.${step}`)
  return step
}

/** What the person can show on this site; recovery codes need none. */
async function waysToFinish(
  t: TxCtx,
  userId: string,
  challengeId: string,
): Promise<Pick<Extract<Next, { status: 'second-factor' }>, 'methods' | 'passkey'>> {
  const { totp, passkeys } = await countFactors(t.tx, userId)
  const passkey = passkeys > 0 ? await requestFor(t, challengeId, userId) : undefined
  const usable = passkey !== undefined && passkey.allowCredentials.length > 0
  const methods = [...(totp ? ['totp' as const] : []), ...(usable ? ['passkey' as const] : []), 'recovery-code' as const]
  return usable ? { methods, passkey } : { methods }
}
