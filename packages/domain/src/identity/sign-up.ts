import { Challenge, SignUpInput, userRegistered } from '@mas/contracts/identity'
import { findUserByEmail, lockAddress, type UserRow } from '@mas/db/identity'
import { emit, flow, inTx, type TxCtx } from '@mas/kernel'
import { requireOn } from '../settings/index.ts'
import { openChallenge } from './challenge.ts'
import { normaliseEmail } from './email-rules.ts'
import { tell } from './notices.ts'
import { requireStrong } from './password-check.ts'
import { requireAdmitted } from './platform-gate.ts'
import { addressMac, passwordHint } from './secrets.ts'
import { takeSend } from './sends.ts'
import { signUpOn } from './settings.ts'

export const signUp = flow({
  verb: 'identity.sign-up',
  summary:
    'Registers a person and mails a six-digit code. The answer is the same whether or not the address is known; the password counts once the code proves the mailbox.',
  permission: 'public',
  rate: 'auth',
  refuses: [
    'identity.email-invalid',
    'identity.password-weak',
    'identity.too-many-attempts',
    'identity.human-check-required',
    'identity.platform-refused',
    'identity.busy',
    'settings.stopped',
  ],
  input: SignUpInput,
  output: Challenge,
  run: async (ctx, { fullName, email, password, human }) => {
    requireAdmitted(ctx.platform, 'USER')
    await requireOn(ctx, signUpOn)
    const address = normaliseEmail(email)
    ctx.infra.auth.requireRoom()
    await requireStrong(ctx, password, { fullName, email: address, privileged: false })
    await takeSend(ctx, addressMac(ctx, address), { token: human, action: 'sign-up' })
    const pendingPassword = await ctx.infra.auth.hashPassword(password)
    return inTx(ctx, async (t) => {
      await lockAddress(t.tx, address)
      const found = await findUserByEmail(t.tx, address)
      const userId = found === undefined ? await register(t, address, fullName) : mayStillSignUp(found) ? found.id : undefined
      if (found !== undefined && userId === undefined && found.emailState === 'ok') await tell(t, 'account-exists', found.id)
      return openChallenge(t, {
        purpose: 'verify-email',
        address,
        userId,
        pendingPassword,
        payload: { fullName, hint: passwordHint(t, password) },
      })
    })
  },
})

/** Nobody has proven this mailbox yet. Invited staff use their link, or "forgot password". */
function mayStillSignUp(user: UserRow): boolean {
  return (
    !user.emailVerified && user.class === 'learner' && user.emailState === 'ok' && (user.state === 'active' || user.state === 'invited')
  )
}

async function register(t: TxCtx, email: string, fullName: string): Promise<string> {
  const at = t.clock.now()
  const userId = await t.infra.auth.rows(t.tx).createUser({
    email,
    emailVerifiedAt: null,
    fullName,
    phone: null,
    phoneVerifiedAt: null,
    role: 'USER',
    state: 'active',
    platform: t.platform,
    ip: t.client?.ip ?? null,
    userAgent: t.client?.userAgent.slice(0, 500) ?? null,
    at,
  })
  await emit(t, userRegistered, { userId, platform: t.platform, role: 'USER', method: 'password', verified: false })
  return userId
}
