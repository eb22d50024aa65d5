import { Next, SignInInput } from '@mas/contracts/identity'
import { findCredential, findUserByEmail, newestSignUps, revokeDevice, upgradePassword, type UserRow } from '@mas/db/identity'
import { fail, flow, newId, type Ctx } from '@mas/kernel'
import { resendAfterMs } from './challenge.ts'
import { proceed } from './decide-sign-in.ts'
import { knownDevice } from './device.ts'
import { normaliseEmail } from './email-rules.ts'
import { tryPassword } from './password-throttle.ts'
import { renew } from './resend-code.ts'
import { addressMac } from './secrets.ts'
import { takeSend } from './sends.ts'
import { logged } from './sign-in-log.ts'

export const signIn = flow({
  verb: 'identity.sign-in',
  summary:
    'Signs in with e-mail address and password; whoever has a second factor shows it next, and from an unknown device a mailed code follows. Unknown, wrong and Google-only answer alike.',
  permission: 'public',
  rate: 'auth',
  refuses: [
    'identity.credentials-invalid',
    'identity.email-invalid',
    'identity.blocked',
    'identity.platform-refused',
    'identity.too-many-attempts',
    'identity.human-check-required',
    'identity.busy',
  ],
  input: SignInInput,
  output: Next,
  run: (ctx, { email, password, human, deviceProof }) =>
    logged(ctx, 'password', async (log) => {
      const address = normaliseEmail(email)
      log.address = address
      const user = await findUserByEmail(ctx.db, address)
      // An unknown address costs the same reads and the same hash.
      const { passwordHash } = await findCredential(ctx.db, user?.id ?? newId())
      const device = await knownDevice(ctx, user?.id, deviceProof)
      const deviceId = device?.deviceId
      if (user !== undefined) log.userId = user.id
      if (deviceId !== undefined) log.deviceId = deviceId

      let waiting: string | undefined
      const right = await tryPassword(
        ctx,
        { address, userId: user?.id, deviceId, human },
        async () => {
          const { matches, outdated } = await ctx.infra.auth.verifyPassword(password, passwordHash ?? undefined)
          if (matches && outdated && user !== undefined && passwordHash !== null)
            await upgradePassword(ctx.db, user.id, passwordHash, await ctx.infra.auth.hashPassword(password))
          if (matches) return true
          waiting = user === undefined || passwordHash !== null ? undefined : await matchingSignUp(ctx, user, password)
          return waiting !== undefined
        },
        async () => {
          if (deviceId !== undefined) await revokeDevice(ctx.db, deviceId, ctx.clock.now())
        },
      )
      if (!right || user === undefined) throw fail('identity.credentials-invalid')
      if (waiting !== undefined) return { status: 'verify-email' as const, challengeId: waiting, methods: ['email' as const] }
      return proceed(ctx, { user, method: 'password', amr: ['pwd'], device }, log)
    }),
})

/** The open sign-up that waits with this password; its code is mailed again. */
async function matchingSignUp(ctx: Ctx, user: UserRow, password: string): Promise<string | undefined> {
  if (user.emailVerified) return undefined
  const now = ctx.clock.now()
  for (const { id, pendingPassword, lastSentAt } of await newestSignUps(ctx.db, user.id, 3, now)) {
    if (!(await ctx.infra.auth.verifyPassword(password, pendingPassword)).matches) continue
    if (lastSentAt.getTime() + resendAfterMs <= now.getTime() && user.email !== null) {
      await takeSend(ctx, addressMac(ctx, user.email), 'known')
      await renew(ctx, id)
    }
    return id
  }
  return undefined
}
