import { rows, sql } from '@mas/db'
import { newId, type AccessClaims } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { resolveSigningKey, signJWT } from 'better-auth/plugins/jwt'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { expect, test } from 'bun:test'
import { keyRing } from '../keys/index.ts'
import { accessTokens } from './access-tokens.ts'
import { jwtOptions, openLibrary } from './library.ts'
import { passwords } from './passwords.ts'

const harness = useHarness()
const issuer = 'http://localhost:3000'
const secret = Buffer.alloc(32, 7).toString('base64')
const claims = (): AccessClaims => ({ userId: newId(), sessionId: newId(), epoch: 0, generation: 1, issuedAt: harness.clock.now() })

function open() {
  const { driver, clock } = harness.runtime
  const library = openLibrary({ db: driver.db, clock, keys: keyRing(secret), publicUrl: issuer, passwords: passwords() })
  return { library, tokens: accessTokens(library, driver.db, clock, issuer) }
}
const codeOf = (token: string) => refusalOf(open().tokens.readAccess(token, harness.clock.now()))

/** A token that our own key signs, with whatever header and claims a test wants. */
async function signedByUs(header: { typ: string }, change: JWTPayload): Promise<string> {
  const { library } = open()
  const iat = Math.floor(harness.clock.now().getTime() / 1000)
  const payload = { sub: newId(), sid: newId(), ep: 0, gen: 1, iat, exp: iat + 900, iss: issuer, aud: 'mas-api', ...change }
  const endpoint = endpointOf(await library.auth.$context)
  const key = await resolveSigningKey(endpoint, jwtOptions)
  if (key === null) throw new Error('there is no key')
  return signJWT(endpoint, { options: jwtOptions, payload, header, resolvedKey: key })
}
/** Its signing functions read `context` alone of the endpoint they expect. */
function endpointOf(context: unknown): Parameters<typeof signJWT>[0] {
  return { context } as unknown as Parameters<typeof signJWT>[0]
}

test('our own signature is not enough: another type, audience, issuer, time or shape is no access token', async () => {
  await open().tokens.signAccess(claims())
  const typ = 'at+jwt'
  expect(await codeOf(await signedByUs({ typ }, {}))).toBe('nothing was refused')
  expect(await codeOf(await signedByUs({ typ: 'JWT' }, {}))).toBe('identity.access-invalid')
  expect(await codeOf(await signedByUs({ typ: 'logout+jwt' }, {}))).toBe('identity.access-invalid')
  expect(await codeOf(await signedByUs({ typ }, { aud: 'another-api' }))).toBe('identity.access-invalid')
  expect(await codeOf(await signedByUs({ typ }, { iss: 'https://evil.example' }))).toBe('identity.access-invalid')
  expect(await codeOf(await signedByUs({ typ }, { sid: 'no id' }))).toBe('identity.access-invalid')
  const nowSeconds = Math.floor(harness.clock.now().getTime() / 1000)
  expect(await codeOf(await signedByUs({ typ }, { exp: nowSeconds }))).toBe('identity.access-expired')
  expect(await codeOf(await signedByUs({ typ }, { nbf: nowSeconds + 60 }))).toBe('identity.access-invalid')
})

test('neither another algorithm nor a key that the token brings along is believed', async () => {
  await open().tokens.signAccess(claims())
  const [row] = await rows<{ id: string; publicKey: string }>(
    harness.runtime.driver.db,
    sql`select id, public_key as "publicKey" from identity.jwks order by created_at desc limit 1`,
  )
  const kid = row?.id ?? ''
  const payload = { sub: newId(), sid: newId(), ep: 0, gen: 1, iss: issuer, aud: 'mas-api' }
  const forge = (header: Record<string, unknown> & { alg: string }) =>
    new SignJWT(payload)
      .setProtectedHeader({ typ: 'at+jwt', ...header })
      .setIssuedAt(harness.clock.now())
      .setExpirationTime('15m')
  // The public key used as if it were a shared secret.
  const shared = new TextEncoder().encode((row?.publicKey ?? '').padEnd(32))
  expect(await codeOf(await forge({ alg: 'HS256', kid }).sign(shared))).toBe('identity.access-invalid')
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(publicKey)
  for (const header of [
    { kid },
    { kid: newId() },
    {},
    { kid, jwk },
    { jwk },
    { kid, jku: 'https://evil.example/jwks.json' },
    { kid, x5u: 'https://evil.example/c' },
  ])
    expect(await codeOf(await forge({ alg: 'EdDSA', ...header }).sign(privateKey))).toBe('identity.access-invalid')
})
