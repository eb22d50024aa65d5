import { PasskeyCreation, PasskeyRequest } from '@mas/contracts/identity'
import type { Role } from '@mas/contracts/access'
import { rows, sql } from '@mas/db'
import { newId, type Ports } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { authenticator } from '@mas/testing/authenticator'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'
import { resolveActor } from './resolve-actor.ts'

const mails: { to: string; kind: string; secret?: string; data: Readonly<Record<string, string>> }[] = []
const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const ports: Partial<Ports> = {
  identityMail: {
    deliver: (mail) => {
      mails.push(mail)
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
  humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
  breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
}
const harness = useHarness({ ports })
let server: Server | undefined
beforeAll(() => {
  server = serveOnBun(testApp(harness, { resolveActor }), 0)
})
afterAll(() => server?.stop(0))
const password = 'violet tram over quiet hills'
const webOrigin = 'http://localhost:5173'

interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly json: Record<string, unknown>
  readonly cookies: readonly string[]
}
const Wire = z.looseObject({ result: z.looseObject({ data: z.looseObject({ json: z.record(z.string(), z.unknown()) }) }).optional() })
/** A mutation as any client sends it. */
async function call(verb: string, input: unknown, more: { token?: string; platform?: string } = {}): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(more.token !== undefined && { authorization: `Bearer ${more.token}` }),
    ...(more.platform !== undefined && { 'x-platform': more.platform }),
  }
  const answer = await fetch(`${server?.url}/trpc/identity.${verb}`, { method: 'POST', headers, body: JSON.stringify({ json: input }) })
  const text = await answer.text()
  const json = Wire.parse(JSON.parse(text)).result?.data.json ?? {}
  return { status: answer.status, code: /"code":"([a-z]+\.[\w-]+)"/.exec(text)?.[1], json, cookies: [] }
}
/** The same in cookie mode. */
async function cookieCall(path: string, input: unknown, cookie = '', token?: string): Promise<Answer> {
  const headers = {
    origin: 'https://app.example.in',
    'content-type': 'application/json',
    cookie,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const answer = await fetch(`${server?.url}/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(input) })
  const json = z.record(z.string(), z.unknown()).parse(await answer.json())
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
  return { status: answer.status, code: typeof json['code'] === 'string' ? json['code'] : undefined, json, cookies }
}
const textOf = (value: unknown) => (typeof value === 'string' ? value : 'absent')
async function codeTo(email: string): Promise<string> {
  await harness.drain()
  return mails.findLast(({ to, secret }) => to === email && secret !== undefined)?.secret ?? 'no code'
}
interface Person {
  readonly email: string
  readonly token: string
  readonly deviceProof: string
  readonly refreshToken: string
}
async function registered(): Promise<Person> {
  const email = `${newId()}@example.in`
  const { json } = await call('signUp', { fullName: 'Asha Rao', email, password })
  const done = await call('verifyEmail', { challengeId: json['challengeId'], code: await codeTo(email) })
  const { accessToken, deviceProof, refreshToken } = done.json
  return { email, token: textOf(accessToken), deviceProof: textOf(deviceProof), refreshToken: textOf(refreshToken) }
}
const promote = (email: string, role: Role) =>
  rows(harness.runtime.driver.db, sql`update identity.users set role = ${role} where email = ${email}`)
/** What the server asked for, as a browser would take it. */
const creation = (value: unknown) => PasskeyCreation.parse(value)
const request = (value: unknown) => PasskeyRequest.parse(value)

test('sign-up to a complete profile: 33, 66 and 100 percent; a code ends at the tenth minute and after five tries', async () => {
  const email = `${newId()}@example.in`
  const { json } = await call('signUp', { fullName: 'Asha Rao', email, password })
  const challengeId = textOf(json['challengeId'])
  const code = await codeTo(email)
  harness.clock.advance(600_000)
  expect((await call('verifyEmail', { challengeId, code })).code).toBe('identity.code-expired')
  await call('resendCode', { challengeId })
  const second = await codeTo(email)
  harness.clock.advance(599_999)
  const { json: tokens } = await call('verifyEmail', { challengeId, code: second })
  const token = textOf(tokens['accessToken'])
  const profile = { fullName: 'Asha Rao', phone: '9876543210', profession: 'Analyst', domain: 'Retail' }
  expect((await call('completeProfile', profile, { token })).json).toMatchObject({ stage: 3, percent: 100, phone: '+919876543210' })
  const other = `${newId()}@example.in`
  const begun = await call('signUp', { fullName: 'Ravi', email: other, password })
  const right = await codeTo(other)
  const wrong = right === '000000' ? '000001' : '000000'
  for (let n = 0; n < 5; n++)
    expect((await call('verifyEmail', { challengeId: begun.json['challengeId'], code: wrong })).code).toBe('identity.code-invalid')
  expect((await call('verifyEmail', { challengeId: begun.json['challengeId'], code: right })).code).toBe('identity.challenge-dead')
})

test('a passkey is added and signs in over cookies: credentials are never in a body, and the replay is refused', async () => {
  const { email, token, deviceProof, refreshToken } = await registered()
  const device = authenticator(webOrigin)
  const asked = await call('startPasskey', {}, { token })
  const passkey = device.create(creation(asked.json['options']))
  const cookie = `__Host-mas_rt=${refreshToken}; __Host-mas_dp=${deviceProof}`
  const added = await cookieCall('add-passkey', { challengeId: asked.json['challengeId'], label: 'phone', passkey }, cookie, token)
  expect(added.cookies.map((one) => one.split('=')[0])).toEqual(['__Host-mas_rt'])
  expect(Object.keys(added.json).toSorted()).toEqual([
    'accessExpiresAt',
    'accessToken',
    'idleExpiresAt',
    'passkey',
    'recoveryCodes',
    'sessionExpiresAt',
  ])
  expect((await call('updateProfile', {}, { token })).code).toBe('identity.access-stale')

  const begun = await call('startPasskeySignIn', {})
  const given = { challengeId: begun.json['challengeId'], passkey: device.get(request(begun.json['options'])) }
  const entered = await cookieCall('finish-passkey-sign-in', given)
  expect(entered.cookies.map((one) => one.split('=')[0])).toEqual(['__Host-mas_rt', '__Host-mas_dp'])
  expect(Object.keys(entered.json).toSorted()).toEqual(['accessExpiresAt', 'accessToken', 'idleExpiresAt', 'sessionExpiresAt'])
  expect((await cookieCall('finish-passkey-sign-in', given)).code).toBe('identity.passkey-refused')
  expect((await call('finishPasskeySignIn', given)).code).toBe('identity.passkey-refused')
  const foreign = await call('startPasskeySignIn', {})
  const elsewhere = device.get(request(foreign.json['options']), { origin: 'https://evil.example' })
  expect((await call('finishPasskeySignIn', { challengeId: foreign.json['challengeId'], passkey: elsewhere })).status).toBe(401)
  const after = await call('signIn', { email, password })
  expect(after.json).toMatchObject({ status: 'second-factor', methods: ['passkey', 'recovery-code'] })
})

test('a passkey on a platform that does not admit its owner is refused after it proved right, like a password', async () => {
  const { token } = await registered()
  const device = authenticator('http://localhost:5173')
  const asked = await call('startPasskey', {}, { token })
  await call(
    'addPasskey',
    { challengeId: asked.json['challengeId'], label: 'x', passkey: device.create(creation(asked.json['options'])) },
    { token },
  )
  const hire = { platform: 'mr-hire' }
  const begun = await call('startPasskeySignIn', {}, hire)
  const { challengeId } = begun.json
  const wrongPort = device.get(request(begun.json['options']))
  expect((await call('finishPasskeySignIn', { challengeId, passkey: wrongPort }, hire)).code).toBe('identity.passkey-refused')
  const passkey = device.get(request(begun.json['options']), { origin: 'http://localhost:5175' })
  expect((await call('finishPasskeySignIn', { challengeId, passkey }, hire)).code).toBe('identity.platform-refused')
})

test('a stolen half of a passkey answer, junk and other people’s rows are documented refusals', async () => {
  const { token } = await registered()
  const asked = await call('startPasskey', {}, { token })
  const made = authenticator(webOrigin).create(creation(asked.json['options']))
  const junk = [
    { ...made, response: { ...made.response, attestationObject: 'AAAA' } },
    { ...made, response: { ...made.response, clientDataJSON: 'AAAA' } },
    { ...made, rawId: 'AAAA' },
    { ...made, response: { ...made.response, attestationObject: Buffer.alloc(2000, 0xff).toString('base64url') } },
  ]
  for (const passkey of junk)
    expect((await call('addPasskey', { challengeId: asked.json['challengeId'], label: 'x', passkey }, { token })).code).toBe(
      'identity.passkey-refused',
    )
  expect((await call('addPasskey', { challengeId: asked.json['challengeId'], label: 'x', passkey: 7 }, { token })).code).toBe(
    'request.invalid',
  )
  expect((await call('removePasskey', { passkeyId: newId() }, { token })).code).toBe('identity.passkey-not-found')
  expect((await call('startPasskey', {})).code).toBe('request.unauthenticated')
  harness.clock.advance(601_000)
  expect((await call('startPasskey', {}, { token })).code).toBe('request.fresh-sign-in-required')
})

test('phones cannot be verified while no domain sends texts: refused by name over the wire', async () => {
  const { token } = await registered()
  for (const channel of ['sms', 'whatsapp'])
    expect((await call('startPhoneVerification', { phone: '9876543210', channel }, { token })).code).toBe('identity.channel-off')
  expect((await call('startPhoneVerification', { phone: '9876543210', channel: 'fax' }, { token })).code).toBe('request.invalid')
})

test('an administrator sends a reset over the wire; nobody else may, and not without a fresh sign-in', async () => {
  const [admin, person] = [await registered(), await registered()]
  await promote(admin.email, 'ADMIN')
  const userId = textOf((await me(person.token))['id'])
  expect((await call('sendPasswordReset', { userId }, { token: person.token })).code).toBe('request.forbidden')
  expect((await call('sendPasswordReset', { userId }, { token: admin.token })).json).toEqual({ ok: true })
  await harness.drain()
  const mail = mails.findLast(({ to }) => to === person.email)
  const challengeId = mail?.data['link']?.split('#challenge=')[1]
  const reset = await cookieCall('reset-password', { challengeId, code: mail?.secret, newPassword: 'amber kites above the river' })
  expect([reset.json, reset.cookies.map((one) => one.split('=')[0])]).toEqual([{ ok: true }, ['__Host-mas_dp']])
  expect((await call('updateProfile', {}, { token: person.token })).code).toBe('identity.session-ended')
  const signedIn = await cookieCall('sign-in', { email: person.email, password: 'amber kites above the river' }, reset.cookies.join('; '))
  expect(signedIn.json).toMatchObject({ status: 'signed-in' })
  harness.clock.advance(601_000)
  expect((await call('sendPasswordReset', { userId }, { token: admin.token })).code).toBe('request.fresh-sign-in-required')
})

async function me(token: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server?.url}/trpc/identity.getMe`, { headers: { authorization: `Bearer ${token}` } })
  return Wire.parse(await answer.json()).result?.data.json ?? {}
}

test('Google’s id token while Google is off, and what is no token at all', async () => {
  const idToken = `${'a'.repeat(20)}.b.c`
  expect((await call('signInWithGoogleToken', { idToken, nonce: 'a-nonce-of-the-app' })).code).toBe('identity.google-off')
  expect((await call('signInWithGoogleToken', { idToken: 'no token', nonce: 'a-nonce-of-the-app' })).code).toBe('request.invalid')
  expect((await call('signInWithGoogleToken', { idToken, nonce: 'a-nonce-of-the-app', role: 'ADMIN' })).code).toBe('request.invalid')
})

test('five wrong passwords from nowhere known: the right one waits there, and the known device does not', async () => {
  const { email, deviceProof } = await registered()
  for (let n = 0; n < 5; n++) expect((await call('signIn', { email, password: `${password}!` })).code).toBe('identity.credentials-invalid')
  expect((await call('signIn', { email, password })).code).toBe('identity.too-many-attempts')
  harness.clock.advance(1000)
  expect((await call('signIn', { email, password, deviceProof })).json).toMatchObject({ status: 'signed-in' })
  harness.clock.advance(59_000)
  expect((await call('signIn', { email, password })).json).toMatchObject({ status: 'code-required' })
})
