import { rows, sql } from '@mas/db'
import { finishGoogle, signUp } from '@mas/domain/identity'
import { kindTable, toAppError, type Ports } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { Hono } from 'hono'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { authRoutes } from './auth-routes.ts'
import { resolveActor } from './resolve-actor.ts'
import { anonymous } from '@mas/kernel'

const secrets: string[] = []
const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const ports: Partial<Ports> = {
  identityMail: {
    deliver: ({ secret }) => {
      if (secret !== undefined) secrets.push(secret)
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
  humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
  breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
}
const harness = useHarness({ ports })
const origin = 'https://app.example.in'
const password = 'violet tram over quiet hills'

function app() {
  const deps: ApiDeps = {
    runtime: harness.runtime,
    publicUrl: 'http://localhost:3000',
    corsOrigins: [origin],
    trustedProxies: 0,
    resolveActor,
  }
  const outer = new Hono<EdgeEnv>()
  outer.use(async (c, next) => {
    c.set('requestId', crypto.randomUUID())
    c.set('client', { ip: '203.0.113.9', userAgent: 'test' })
    await next()
  })
  outer.onError((thrown) => Response.json({ code: toAppError(thrown).code }, { status: kindTable[toAppError(thrown).kind].http }))
  return outer.route('/', authRoutes(deps))
}
function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return app().request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { origin, 'content-type': 'application/json', ...headers },
  })
}
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

async function signedIn(): Promise<{ cookie: string; accessToken: string; answer: Response }> {
  const { challengeId } = await signUp(harness.ctx(anonymous), {
    fullName: 'Asha Rao',
    email: `a${crypto.randomUUID()}@example.in`,
    password,
  })
  await harness.drain()
  const answer = await post('/auth/verify-email', { challengeId, code: secrets.at(-1) })
  const body: unknown = await answer.clone().json()
  return { cookie: cookieOf(answer), accessToken: String(Reflect.get(Object(body), 'accessToken')), answer }
}

test('credentials travel in host-bound cookies that scripts cannot read, and never in the body', async () => {
  const { answer } = await signedIn()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const cookies = answer.headers.getSetCookie()
  expect(cookies.map((one) => one.split('=')[0])).toEqual(['__Host-mas_rt', '__Host-mas_dp'])
  for (const one of cookies)
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(one.split('; ')).toContain(attribute)
  expect(Object.keys(Object(await answer.json()))).toEqual(['accessToken', 'accessExpiresAt', 'idleExpiresAt', 'sessionExpiresAt'])
})

test('the cookie refreshes and signs out; afterwards neither it nor the access token is worth anything', async () => {
  const { cookie } = await signedIn()
  const refreshed = await post('/auth/refresh', {}, { cookie })
  expect(refreshed.status).toBe(200)
  const proof = cookie.split('; ').find((one) => one.startsWith('__Host-mas_dp')) ?? ''
  const next = `${cookieOf(refreshed)}; ${proof}`
  const accessToken = String(Reflect.get(Object(await refreshed.json()), 'accessToken'))
  const out = await post('/auth/sign-out', {}, { cookie: next })
  expect(out.headers.getSetCookie().join()).toContain('__Host-mas_rt=;')
  expect(await (await post('/auth/refresh', {}, { cookie: next })).json()).toEqual({ code: 'identity.session-ended' })
  const facts = { headers: new Headers({ authorization: `Bearer ${accessToken}` }), ip: '203.0.113.9', requestId: 'r' }
  expect(await refusalOf(resolveActor(harness.ctx(anonymous), facts))).toBe('identity.session-ended')
})

test('what the auth library would take for its session is nothing to us, and use makes no session longer than it was', async () => {
  const { cookie } = await signedIn()
  const told = async () =>
    (
      await rows<{ token: string; ends: string }>(
        harness.runtime.driver.db,
        sql`select token, absolute_expires_at::text as ends from identity.sessions order by created_at desc, id desc limit 1`,
      )
    )[0]
  const before = await told()
  const token = before?.token ?? ''
  expect(token).not.toBe('')
  // By the names its documentation gives the cookie, as a bearer token, and in the places of ours.
  for (const name of ['better-auth.session_token', '__Secure-better-auth.session_token', 'better-auth.session_data', '__Host-mas_rt'])
    expect((await post('/auth/refresh', {}, { cookie: `${name}=${token}.c2lnbmF0dXJl; ${cookie.split('; ').at(-1)}` })).status).toBe(401)
  const asBearer = { headers: new Headers({ authorization: `Bearer ${token}` }), ip: '203.0.113.9', requestId: 'r' }
  expect(await refusalOf(resolveActor(harness.ctx(anonymous), asBearer))).toBe('identity.access-invalid')
  // Its own sessions move their end by use, a day after the last time.
  harness.clock.advance(25 * 3_600_000)
  expect((await post('/auth/refresh', {}, { cookie })).status).toBe(200)
  expect(await told()).toEqual(before)
})

test('a page of another origin, a form and a missing cookie are refused', async () => {
  const { cookie } = await signedIn()
  expect((await post('/auth/refresh', {}, { cookie, origin: 'https://evil.example' })).status).toBe(403)
  expect((await app().request('/auth/refresh', { method: 'POST', headers: { cookie, 'content-type': 'application/json' } })).status).toBe(
    403,
  )
  expect((await post('/auth/refresh', {}, { cookie, 'content-type': 'text/plain' })).status).toBe(400)
  expect((await post('/auth/refresh', {})).status).toBe(401)
  expect((await post('/auth/refresh', {}, { cookie, 'content-type': 'application/json', origin })).status).toBe(200)
})

test('a cookie that cannot be ours is none: it keeps nobody from signing in', async () => {
  for (const value of ['a', 'x'.repeat(5_000), '%00', '"><script>', 'a b'.repeat(20)]) {
    const cookie = `__Host-mas_dp=${value}; __Host-mas_rt=${value}`
    const answer = await post('/auth/sign-in', { email: `nobody${value.length}@example.in`, password }, { cookie })
    expect([value.slice(0, 20), await answer.json()]).toEqual([value.slice(0, 20), { code: 'identity.credentials-invalid' }])
    expect(await (await post('/auth/refresh', {}, { cookie })).json()).toEqual({ code: 'identity.refresh-invalid' })
  }
})

test('confirming by password in cookie mode needs the access token and renews the cookie', async () => {
  const { cookie, accessToken } = await signedIn()
  expect((await post('/auth/step-up', { password }, { cookie })).status).toBe(401)
  const answer = await post('/auth/step-up', { password }, { cookie, authorization: `Bearer ${accessToken}` })
  expect(answer.headers.getSetCookie().map((one) => one.split('=')[0])).toEqual(['__Host-mas_rt'])
})

test('public keys verify an access token, and no other path of the auth library answers', async () => {
  await signedIn()
  const answers = await Promise.all(['/.well-known/jwks.json', '/api/auth/jwks'].map(async (path) => (await app().request(path)).json()))
  expect(answers[0]).toEqual(answers[1])
  const keys: unknown = Reflect.get(Object(answers[0]), 'keys')
  expect(keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })])
  expect(JSON.stringify(keys)).not.toContain('"d"')
  for (const path of ['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/ok', '/api/auth'])
    expect((await app().request(path, { method: path.endsWith('email') ? 'POST' : 'GET' })).status).toBe(404)
})

test('the way back from Google without a state of ours is refused without leaving the house', async () => {
  expect((await app().request('/auth/google/callback?code=x&state=unknown-unknown-unknown')).status).toBe(401)
  expect((await app().request('/auth/google/callback')).status).toBe(400)
  expect(await refusalOf(finishGoogle(harness.ctx(anonymous), { code: 'x', state: 'unknown-unknown-unknown' }))).toBe(
    'identity.ticket-invalid',
  )
})
