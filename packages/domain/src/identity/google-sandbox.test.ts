import { createHash } from 'node:crypto'
import { silentLog } from '@mas/kernel'
import type { GoogleIdentity } from '@mas/kernel/ports/google-identity'
import { createGoogleIdentity } from '@mas/providers/google-identity'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { refusalOf, useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { fakePorts, people } from './fixtures/people.ts'
import { finishGoogle, finishSignIn, getMe, redeemTicket, signInWithGoogleToken, startGoogle } from './index.ts'

/** The adapter that ships, against the provider that ships: real keys, real tokens, real HTTP. */
let adapter: GoogleIdentity | undefined
let sandbox: Sandbox | undefined
const google = () => {
  if (adapter === undefined || sandbox === undefined) throw new Error('usable inside tests only')
  return { adapter, sandbox }
}
const { mails, ports } = fakePorts()
const googleIdentity: GoogleIdentity = {
  mode: 'sandbox',
  authorizationUrl: (wanted) => google().adapter.authorizationUrl(wanted),
  exchange: (code) => google().adapter.exchange(code),
  checkToken: (token) => google().adapter.checkToken(token),
}
const harness = useHarness({ ports: { ...ports, googleIdentity } })
const { visitor, codeFor, as } = people(harness, mails)
const clock = { now: () => harness.clock.now() }
const nonce = 'n-0123456789abcdef'
const [asha, ravi] = ['110000000000000000001', '110000000000000000002']

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock })
  const client = { clientId: 'mas-sandbox', clientSecret: 'mas-sandbox-secret' }
  const discoveryUrl = `${sandbox.httpUrl}/google/.well-known/openid-configuration`
  adapter = createGoogleIdentity({ mode: 'sandbox', discoveryUrl, ...client, clock, log: silentLog, timeoutMs: 1_000 })
})
afterAll(() => sandbox?.stop())

async function credential(person: string, given: { client?: string; nonce?: string } = {}): Promise<string> {
  const body = new URLSearchParams({ client_id: given.client ?? 'mas-sandbox', nonce: given.nonce ?? nonce, person })
  const answer: unknown = await (await fetch(`${google().sandbox.httpUrl}/google/gsi/credential`, { method: 'POST', body })).json()
  return String(Reflect.get(Object(answer), 'credential'))
}
const enter = (idToken: string, more = {}) => signInWithGoogleToken(visitor(), { idToken, nonce, ...more })

test('an app signs somebody in by the token its SDK got, and the browser finds the same person by the other way', async () => {
  const next = await enter(await credential(asha))
  if (next.status !== 'code-required') throw new Error(next.status)
  const tokens = await finishSignIn(visitor(), { challengeId: next.challengeId, code: await codeFor('asha.rao@gmail.com') })
  const me = await getMe(await as(tokens), {})
  expect(me).toMatchObject({ email: 'asha.rao@gmail.com', fullName: 'Asha Rao', hasGoogle: true, emailVerified: true })

  const codeVerifier = 'v'.repeat(43)
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const { url } = await startGoogle(visitor(), { returnTo: 'http://localhost:5173/signed-in', codeChallenge })
  const chooser = new URL(url)
  chooser.pathname += '/choose'
  chooser.searchParams.set('person', asha)
  const back = new URL((await fetch(chooser, { redirect: 'manual' })).headers.get('location') ?? '')
  const { redirectTo } = await finishGoogle(visitor(), {
    code: back.searchParams.get('code') ?? '',
    state: back.searchParams.get('state') ?? '',
  })
  const again = await redeemTicket(visitor(), {
    ticket: redirectTo.split('#ticket=')[1] ?? '',
    codeVerifier,
    deviceProof: tokens.deviceProof,
  })
  if (again.status !== 'signed-in') throw new Error(again.status)
  expect((await getMe(await as(again.tokens), {})).id).toBe(me.id)
})

test('a token for another app, another nonce, of an hour ago, by another issuer or an unpublished key signs nobody in', async () => {
  expect(await refusalOf(enter(await credential(ravi, { client: 'another-app' })))).toBe('identity.google-refused')
  expect(await refusalOf(enter(await credential(ravi, { nonce: 'of-another-sign-in' })))).toBe('identity.google-refused')
  const faults = [
    'expired-token',
    'future-token',
    'wrong-issuer',
    'unknown-key',
    'weak-algorithm',
    'no-subject',
    'email-unverified',
  ] as const
  for (const fault of faults) {
    google().sandbox.faults['google-identity'].add(fault)
    expect(await refusalOf(enter(await credential(ravi)))).toBe('identity.google-refused')
  }
  const late = await credential(ravi)
  harness.clock.advance(3_661_000)
  expect(await refusalOf(enter(late))).toBe('identity.google-refused')
  const good = await credential(ravi)
  const [header, payload, signature = ''] = good.split('.')
  expect(await refusalOf(enter(`${header}.${payload}.${'A'.repeat(signature.length)}`))).toBe('identity.google-refused')
  expect((await enter(good)).status).toBe('code-required')
  expect(await refusalOf(enter(good))).toBe('identity.ticket-invalid')
})
