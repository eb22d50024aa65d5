import { createHmac } from 'node:crypto'
import { newId } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { ourOrigin, password, textOf, twoEdges } from './two-edges-fixture.ts'

const { harness, call, cookieCall, registered, urlOf } = twoEdges()
const Published = z.object({ keys: z.tuple([z.looseObject({ x: z.string(), kid: z.string() })]) })
const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const opened = (text: string): Record<string, unknown> => JSON.parse(Buffer.from(text, 'base64url').toString())

test('an access token with another header, another signature or other claims opens nothing and never answers a fault', async () => {
  const { token, userId } = await registered()
  const other = await registered()
  const [head = '', body = '', signature = ''] = token.split('.')
  const header = opened(head)
  const claims = opened(body)
  const keys: unknown = await (await fetch(`${urlOf()}/.well-known/jwks.json`)).json()
  const [key] = Published.parse(keys).keys
  const hmac = (secret: string | Buffer, made: string) => `${made}.${createHmac('sha256', secret).update(made).digest('base64url')}`
  const hs256 = `${part({ ...header, alg: 'HS256' })}.${body}`
  const withHeader = (more: Record<string, unknown>) => `${part({ ...header, ...more })}.${body}.${signature}`
  const withClaims = (more: Record<string, unknown>) => `${head}.${part({ ...claims, ...more })}.${signature}`
  const forged: Record<string, string> = {
    'no algorithm': `${part({ ...header, alg: 'none' })}.${body}.${signature}`,
    'no algorithm, other case': `${part({ ...header, alg: 'nOnE' })}.${body}.${signature}`,
    'the public key as a secret': hmac(Buffer.from(key.x, 'base64url'), hs256),
    'the published text as a secret': hmac(JSON.stringify(key), hs256),
    'an empty secret': hmac('', hs256),
    'a key id that is a path': withHeader({ kid: '../../../../dev/null' }),
    'a key id that is a statement': withHeader({ kid: "' or '1'='1" }),
    'a key id that is an address': withHeader({ kid: 'http://169.254.169.254/latest/meta-data' }),
    'a key id of the prototype': withHeader({ kid: '__proto__' }),
    'a key id with a zero byte': withHeader({ kid: `${key.kid}\u0000` }),
    'a key id that is an object': withHeader({ kid: { toString: key.kid } }),
    'a key brought along': withHeader({ jwk: key, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/x' }),
    'a critical header nobody knows': withHeader({ crit: ['exp'], exp: 1 }),
    'another type': withHeader({ typ: 'JWT' }),
    'another person': withClaims({ sub: other.userId }),
    'a later end': withClaims({ exp: 4_102_444_800 }),
    'the signature of another token': `${head}.${body}.${other.token.split('.')[2] ?? ''}`,
    'no signature': `${head}.${body}.`,
    'five parts': `${token}.${body}.${signature}`,
    'nothing but dots': '..',
    'a very long header': `${part({ ...header, kid: 'k'.repeat(6_000) })}.${body}.${signature}`,
    'broken text': `${part('{"alg":"EdDSA"')}.${body}.${signature}`,
  }
  for (const [name, made] of Object.entries(forged))
    expect([name, (await call('getMe', {}, { token: made })).code]).toEqual([name, 'identity.access-invalid'])
  for (const authorization of [`Basic ${token}`, `Bearer  ${token}`, `Bearer ${token}, Bearer ${token}`, 'Bearer', token])
    expect([401, authorization === `Bearer ${token}` ? 200 : 401]).toContain(
      (await call('getMe', {}, { headers: { authorization } })).status,
    )
  expect((await call('getMe', {}, { token })).json['id']).toBe(userId)
})

test('the clock of a token is ours to the second: fifteen minutes, no leeway either way', async () => {
  const { token } = await registered()
  const { iat, exp } = opened(token.split('.')[1] ?? '')
  expect(Number(exp) - Number(iat)).toBe(900)
  harness.clock.set(new Date(Number(exp) * 1000 - 1).toISOString())
  expect((await call('getMe', {}, { token })).status).toBe(200)
  harness.clock.advance(1)
  expect((await call('getMe', {}, { token })).code).toBe('identity.access-expired')
})

test('headers too large are refused by either process and hurt neither; one that is merely large is read', async () => {
  const { token } = await registered()
  for (const edge of [0, 1]) {
    const answer = await call('getMe', {}, { edge, token, headers: { 'x-padding': 'x'.repeat(200_000) } }).catch(() => undefined)
    if (answer !== undefined) expect([200, 400, 413, 431]).toContain(answer.status)
    expect((await call('getMe', {}, { edge, token, headers: { 'x-padding': 'x'.repeat(4_000) } })).status).toBe(200)
  }
  const many = Array.from({ length: 60 }, (_, n) => `__Host-mas_rt=mrt_${n}`).join('; ')
  expect((await cookieCall('refresh', {}, { cookie: many })).status).toBeLessThan(500)
})

test('a page of another site makes no use of a browser’s cookies, however it dresses the request up', async () => {
  const { refreshToken, deviceProof } = await registered()
  const cookie = `__Host-mas_rt=${refreshToken}; __Host-mas_dp=${deviceProof}`
  const foreign = [
    'https://evil.example',
    'null',
    'https://app.example.in.evil.example',
    'https://evil-app.example.in',
    'http://app.example.in',
    'https://app.example.in:8443',
    'HTTPS://APP.EXAMPLE.IN',
    'https://app.example.in/',
    '',
  ]
  for (const origin of foreign)
    for (const path of ['refresh', 'sign-out', 'sign-in', 'step-up']) {
      const input = path === 'sign-in' ? { email: 'a@example.in', password } : {}
      const answer = await cookieCall(path, input, { cookie, headers: { origin } })
      expect([origin, path, answer.code, answer.cookies]).toEqual([origin, path, 'request.forbidden', []])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  const plain = { 'x-forwarded-for': '100.99.0.1', cookie, origin: ourOrigin }
  for (const [type, body] of [
    ['text/plain', '{}'],
    ['application/x-www-form-urlencoded', 'a=b'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['text/plain; application/json', '{}'],
  ] as const)
    expect((await fetch(`${urlOf()}/auth/refresh`, { method: 'POST', headers: { ...plain, 'content-type': type }, body })).status).toBe(400)
  const noOrigin = await fetch(`${urlOf()}/auth/refresh`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{}',
  })
  expect(noOrigin.status).toBe(403)
  expect((await fetch(`${urlOf()}/auth/refresh`, { headers: plain })).status).toBe(404)
  // The cookie alone is nobody where it is not asked for.
  expect((await call('getMe', {}, { cookie, headers: { origin: ourOrigin } })).code).toBe('request.unauthenticated')
  const fine = await cookieCall('refresh', {}, { cookie })
  expect(fine.status).toBe(200)
  for (const line of fine.headers.getSetCookie()) expect(line).toMatch(/^__Host-.*; Path=\/.*HttpOnly; Secure; SameSite=Lax$/i)
  expect(fine.headers.get('cache-control')).toBe('no-store')
})

test('no address of the auth library answers, and no way back leads anywhere but to the list', async () => {
  for (const path of [
    'sign-up/email',
    'sign-in/email',
    'get-session',
    'token',
    'jwks/../sign-in/email',
    'ok',
    'error',
    'callback/google',
    'JWKS',
    'jwks/',
  ])
    for (const method of ['GET', 'POST'])
      expect([path, (await fetch(`${urlOf()}/api/auth/${path}`, { method, headers: { 'x-forwarded-for': '100.99.0.2' } })).status]).toEqual(
        [path, 404],
      )
  const back = await fetch(`${urlOf()}/auth/google/callback?state=mgs_${'a'.repeat(43)}&code=x&returnTo=https://evil.example`, {
    redirect: 'manual',
  })
  expect([back.status, back.headers.get('location')]).toEqual([401, null])
  const codeChallenge = 'a'.repeat(43)
  for (const returnTo of [
    'https://evil.example/signed-in',
    'http://localhost:5173/signed-in/../../x',
    'http://localhost:5173/signed-in?x=1',
    'http://localhost:5173/signed-in#x',
    'http://localhost:5173@evil.example/signed-in',
    'http://localhost:5173/signed-in\\@evil.example',
    'javascript:alert(1)',
    'http://LOCALHOST:5173/signed-in',
  ])
    expect([returnTo, (await call('startGoogle', { returnTo, codeChallenge })).status]).not.toEqual([returnTo, 200])
})

test('a stranger learns from no answer who has an account', async () => {
  const [known, unknown] = [(await registered()).email, `${newId()}@example.in`]
  const shape = async (verb: string, input: (email: string) => unknown) => {
    const answers = []
    for (const email of [known, unknown]) {
      const { status, code, json } = await call(verb, input(email))
      answers.push({ status, code, fields: Object.keys(json).toSorted(), times: [json['codeExpiresAt'], json['resendAt']] })
    }
    expect(answers[0]).toEqual(answers[1])
    return textOf(answers[0]?.code ?? 'fine')
  }
  expect(await shape('signUp', (email) => ({ fullName: 'Asha Rao', email, password }))).toBe('fine')
  expect(await shape('forgotPassword', (email) => ({ email }))).toBe('fine')
  expect(await shape('signIn', (email) => ({ email, password: 'not the password of anybody' }))).toBe('identity.credentials-invalid')
  const asked = await Promise.all([known, unknown].map(async (email) => (await call('forgotPassword', { email })).json['challengeId']))
  const tries = []
  for (const challengeId of asked) {
    const codes = []
    for (let n = 0; n < 6; n++) codes.push((await call('resetPassword', { challengeId, code: '000000', newPassword: password })).code)
    tries.push(codes)
  }
  expect(tries[0]).toEqual(tries[1])
  harness.clock.advance(61_000)
  const resent = []
  for (const email of [known, unknown]) {
    const { json } = await call('forgotPassword', { email })
    harness.clock.advance(61_000)
    const { status, code, json: more } = await call('resendCode', { challengeId: json['challengeId'] })
    resent.push({ status, code, fields: Object.keys(more) })
  }
  expect(resent[0]).toEqual(resent[1])
})
