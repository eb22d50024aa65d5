import { Next, SignInInput } from '@mas/contracts/identity'
import { findCredential, findUserByEmail, newestSignUps, revokeDevice, upgradePassword, type UserRow } from '@mas/db/identity'
import { fail, flow, newId, type Ctx } from '@mas/kernel'
import { factsOf, resendAfterMs } from './challenge.ts'
import { proceed } from './decide-sign-in.ts'
import { decoyFor } from './decoy.ts'
import { knownDevice, takeRateOf } from './device.ts'
import { normaliseEmail } from './email-rules.ts'
import { tryPassword } from './password-throttle.ts'
import { renew } from './resend-code.ts'
import { addressMac, passwordHint } from './secrets.ts'
import { takeSend } from './sends.ts'
import { logged } from './sign-in-log.ts'

export const signIn = flow({
  verb: 'identity.sign-in',
  summary:
    'Signs in with e-mail address and password; whoever has a second factor shows it next, and from an unknown device a mailed code follows. Unknown, wrong and Google-only answer alike.',
  permission: 'public',
  rate: 'self',
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
      const device = await knownDevice(ctx, user?.id, deviceProof)
      await takeRateOf(ctx, device)
      ctx.infra.auth.requireRoom(device !== undefined)
      const deviceId = device?.deviceId
      if (user !== undefined) log.userId = user.id
      if (deviceId !== undefined) log.deviceId = deviceId

      const seen: Seen = { passwordHash: null, provenHash: null, waiting: undefined }
      const right = await tryPassword(
        ctx,
        { address, userId: user?.id, deviceId, human },
        async () => {
          // The same reads and one hash in every case: how long this takes says nothing about who has an account.
          const { passwordHash } = await findCredential(ctx.db, user?.id ?? newId())
          const waiting = await likelySignUp(ctx, user, password)
          const decoy = await decoyFor(ctx, address)
          const { matches, outdated } = await ctx.infra.auth.verifyPassword(
            password,
            passwordHash ?? waiting?.pendingPassword,
            device !== undefined,
            decoy,
          )
          Object.assign(seen, { passwordHash, provenHash: passwordHash, waiting })
          if (matches && outdated && user !== undefined && passwordHash !== null) {
            seen.provenHash = await ctx.infra.auth.hashPassword(password)
            await upgradePassword(ctx.db, user.id, passwordHash, seen.provenHash)
          }
          return matches
        },
        async () => {
          if (deviceId !== undefined) await revokeDevice(ctx.db, deviceId, ctx.clock.now())
        },
      )
      if (!right || user === undefined) throw fail('identity.credentials-invalid')
      const { passwordHash, provenHash, waiting } = seen
      if (passwordHash === null && waiting !== undefined) {
        await sendAgain(ctx, user, waiting)
        return { status: 'verify-email' as const, challengeId: waiting.id, methods: ['email' as const] }
      }
      return proceed(ctx, { user, method: 'password', amr: ['pwd'], device, provenHash }, log)
    }),
})

type WaitingSignUp = Awaited<ReturnType<typeof newestSignUps>>[number]
/** What a password was compared with. */
interface Seen {
  passwordHash: string | null
  provenHash: string | null
  waiting: WaitingSignUp | undefined
}

/** The newest open sign-up that may wait with this password. */
async function likelySignUp(ctx: Ctx, user: UserRow | undefined, password: string): Promise<WaitingSignUp | undefined> {
  const hint = passwordHint(ctx, password)
  const open = await newestSignUps(ctx.db, user?.id ?? newId(), 3, ctx.clock.now())
  return user?.emailVerified === true ? undefined : open.find((one) => factsOf(ctx, one)['hint'] === hint)
}

/** Its code is mailed again, unless that was done a moment ago. */
async function sendAgain(ctx: Ctx, user: UserRow, { id, lastSentAt }: WaitingSignUp): Promise<void> {
  if (user.email === null || lastSentAt.getTime() + resendAfterMs > ctx.clock.now().getTime()) return
  await takeSend(ctx, addressMac(ctx, user.email), 'known')
  await renew(ctx, id)
}
