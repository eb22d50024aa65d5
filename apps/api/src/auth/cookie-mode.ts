import type { Challenge, Next, StartGoogleOutput, StartPasskeySignInOutput, Tokens } from '@mas/contracts/identity'
import {
  addPasskey,
  confirmTotp,
  finishPasskeySignIn,
  finishSignIn,
  forgotPassword,
  redeemInvite,
  redeemTicket,
  refresh,
  removePasskey,
  removeTotp,
  resetPassword,
  resolveAccess,
  signIn,
  signInWithGoogleToken,
  signOut,
  startGoogle,
  startPasskeySignIn,
  stepUp,
  verifyEmail,
} from '@mas/domain/identity'
import { fail, toAppError, type Ctx } from '@mas/kernel'
import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { callerCtx, visitorCtx } from './auth-ctx.ts'
import { credentialsOf, dropRefreshToken, keepDeviceProof, keepRefreshToken } from './cookies.ts'

type Answer =
  | Next
  | Tokens
  | Challenge
  | z.output<typeof StartPasskeySignInOutput>
  | z.output<typeof StartGoogleOutput>
  | { readonly deviceProof: string }
interface SignInVerb {
  (ctx: Ctx, input: never): Promise<Answer>
}
/** The verbs that take or answer credentials; everything else has no cookie in it and goes through tRPC. */
const verbs: Readonly<Record<string, { verb: SignInVerb; adds?: readonly ('refreshToken' | 'deviceProof')[]; caller?: true }>> = {
  'sign-in': { verb: signIn, adds: ['deviceProof'] },
  'finish-sign-in': { verb: finishSignIn },
  'verify-email': { verb: verifyEmail },
  'start-google': { verb: startGoogle, adds: ['deviceProof'] },
  'redeem-ticket': { verb: redeemTicket, adds: ['deviceProof'] },
  'sign-in-with-google-token': { verb: signInWithGoogleToken, adds: ['deviceProof'] },
  'start-passkey-sign-in': { verb: startPasskeySignIn, adds: ['deviceProof'] },
  'finish-passkey-sign-in': { verb: finishPasskeySignIn, adds: ['deviceProof'] },
  'redeem-invite': { verb: redeemInvite },
  'forgot-password': { verb: forgotPassword, adds: ['deviceProof'] },
  'reset-password': { verb: resetPassword },
  refresh: { verb: refresh, adds: ['refreshToken', 'deviceProof'] },
  'step-up': { verb: stepUp, caller: true },
  'confirm-totp': { verb: confirmTotp, caller: true },
  'remove-totp': { verb: removeTotp, caller: true },
  'add-passkey': { verb: addPasskey, caller: true },
  'remove-passkey': { verb: removePasskey, caller: true },
}

/** For browsers: refresh token and device proof travel in `__Host-` cookies and never in a body. */
export function cookieMode(deps: ApiDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  app.post('/auth/sign-out', async (c) => {
    await requireOurPage(deps, c)
    await endSession(deps, c)
    dropRefreshToken(c)
    // What pages of this origin kept goes, too; the cookie that says which device this is stays.
    c.header('clear-site-data', '"cache", "storage"')
    return c.json({ ok: true })
  })
  for (const [path, { verb, adds = [], caller }] of Object.entries(verbs)) {
    app.post(`/auth/${path}`, async (c) => {
      const body = await requireOurPage(deps, c)
      const cookies = credentialsOf(c)
      if (path === 'refresh' && cookies.refreshToken === undefined) throw fail('identity.refresh-invalid')
      const input = { ...body, ...Object.fromEntries(adds.flatMap((name) => (cookies[name] === undefined ? [] : [[name, cookies[name]]]))) }
      const ctx = caller === true ? await callerCtx(deps, c) : visitorCtx(deps, c)
      return c.json(withoutCredentials(c, await verb(ctx, unparsed(input))))
    })
  }
  return app
}

/** Another site's page can neither send JSON without being asked first, nor hide where it comes from. */
async function requireOurPage(deps: ApiDeps, c: Context<EdgeEnv>): Promise<Record<string, unknown>> {
  c.header('cache-control', 'no-store')
  const origin = c.req.header('origin')
  if (origin === undefined || ![...deps.corsOrigins, new URL(deps.publicUrl).origin].includes(origin))
    throw fail('request.forbidden', { rule: 'this origin may not use cookies' })
  const invalid = (message: string) => fail('request.invalid', { issues: [{ path: [], message }] })
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw invalid('send application/json')
  const text = await c.req.text()
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text)
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) return { ...body }
  } catch {
    throw invalid('the body is not JSON')
  }
  throw invalid('the body is not a JSON object')
}

/** Moves credentials from an answer into cookies. */
function withoutCredentials(c: Context<EdgeEnv>, answer: Answer): Record<string, unknown> {
  if ('codeExpiresAt' in answer || 'options' in answer || 'url' in answer) return answer
  if (!('status' in answer)) return 'accessToken' in answer ? hidden(c, answer) : proofOnly(c, answer.deviceProof)
  return answer.status === 'signed-in' ? { ...answer, tokens: hidden(c, answer.tokens) } : { ...answer }
}
function hidden(c: Context<EdgeEnv>, { refreshToken, deviceProof, ...rest }: Tokens): Record<string, unknown> {
  if (refreshToken !== undefined) keepRefreshToken(c, refreshToken, rest.sessionExpiresAt)
  if (deviceProof !== undefined) keepDeviceProof(c, deviceProof)
  return rest
}
function proofOnly(c: Context<EdgeEnv>, deviceProof: string): Record<string, unknown> {
  keepDeviceProof(c, deviceProof)
  return { ok: true }
}

/** Signing out must work after the access token has run out, so the cookie itself says which session ends. */
async function endSession(deps: ApiDeps, c: Context<EdgeEnv>): Promise<void> {
  const { refreshToken, deviceProof } = credentialsOf(c)
  if (refreshToken === undefined) return
  const ctx = visitorCtx(deps, c)
  try {
    const { accessToken } = await refresh(ctx, { refreshToken, ...(deviceProof !== undefined && { deviceProof }) })
    await signOut({ ...ctx, actor: await resolveAccess(ctx, accessToken) }, {})
  } catch (thrown) {
    const { kind } = toAppError(thrown)
    // A token that opens nothing has nothing to end.
    if (kind !== 'unauthenticated' && kind !== 'forbidden' && kind !== 'invalid') throw thrown
  }
}

/** Verbs parse their input themselves; `never` only says that no edge may assume its type. */
function unparsed(input: unknown): never {
  return input as never
}
