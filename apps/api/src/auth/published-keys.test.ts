import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { newId, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createDecoder, createSigner, createVerifier, TokenError } from 'fast-jwt'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

const harness = useHarness()
let server: Server | undefined
beforeAll(() => {
  server = serveOnBun(testApp(harness), 0)
})
afterAll(() => server?.stop(0))
const day = 86_400_000
const policy = { everyMs: 90 * day, keepMs: day }
const auth = () => harness.ctx(system('test')).infra.auth

const KeySet = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('OKP'), alg: z.literal('EdDSA'), use: z.literal('sig') })),
})
async function published() {
  const answer = await fetch(`${server?.url}/.well-known/jwks.json`)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  return KeySet.parse(await answer.json()).keys
}
const Token = z.object({ header: z.object({ kid: z.string(), typ: z.string() }), payload: z.record(z.string(), z.unknown()) })
const read = (token: string) => Token.parse(createDecoder({ complete: true })(token))

/** What a stranger with another library knows: the address of the keys, the issuer and the audience. */
async function judge(token: string): Promise<Record<string, unknown> | string> {
  const jwk = (await published()).find(({ kid }) => kid === read(token).header.kid)
  if (jwk === undefined) return 'no such key'
  const key = createPublicKey({ key: keyOf(jwk), format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const verify = createVerifier({
    key,
    algorithms: ['EdDSA'],
    allowedIss: auth().publicUrl,
    allowedAud: 'mas-api',
    checkTyp: 'at+jwt',
    requiredClaims: ['exp', 'iat', 'sub', 'sid'],
    clockTimestamp: harness.clock.now().getTime(),
  })
  try {
    return z.record(z.string(), z.unknown()).parse(verify(token))
  } catch (thrown) {
    return thrown instanceof TokenError ? thrown.code : String(thrown)
  }
}
/** The schema above has looked at what matters; the rest is the library's to refuse. */
function keyOf(jwk: Record<string, unknown>): JsonWebKey {
  return jwk
}
const claims = () => ({ userId: newId(), sessionId: newId(), epoch: 0, generation: 1, issuedAt: harness.clock.now() })

test('another library verifies our access tokens by the keys we publish, and nothing else', async () => {
  const given = claims()
  const token = await auth().signAccess(given)
  expect(await judge(token)).toMatchObject({ sub: given.userId, sid: given.sessionId, aud: 'mas-api', iss: auth().publicUrl })
  const [header = '', payload = '', signature = ''] = token.split('.')
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const { header: head, payload: body } = read(token)
  const foreign = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  const forged = createSigner({ key: foreign, algorithm: 'EdDSA', kid: head.kid, header: { alg: 'EdDSA', typ: 'at+jwt' } })(body)
  const x = String((await published())[0]?.['x'])
  const confused = createSigner({ key: x, algorithm: 'HS256', kid: head.kid, header: { alg: 'HS256', typ: 'at+jwt' } })(body)
  expect(await judge(forged)).toBe('FAST_JWT_INVALID_SIGNATURE')
  expect(await judge(confused)).toBe('FAST_JWT_INVALID_ALGORITHM')
  expect(await judge(`${header}.${part({ ...body, sub: newId() })}.${signature}`)).toBe('FAST_JWT_INVALID_SIGNATURE')
  expect(await judge(`${header}.${payload}.`)).toBeString()
  expect(JSON.stringify(await published())).not.toContain('"d"')
  // At the very instant this library still accepts; ours no longer does.
  harness.clock.advance(15 * 60_000 + 1)
  expect(await judge(token)).toBe('FAST_JWT_EXPIRED')
})

test('after a rotation the new key is published beside the old one, each token verifies by its own, and a day later the old is gone', async () => {
  const before = await auth().signAccess(claims())
  const old = read(before).header.kid
  harness.clock.advance(90 * day)
  expect(await auth().rotateSigningKey(harness.clock.now(), policy)).toBe(true)
  const later = await auth().signAccess({ ...claims(), issuedAt: harness.clock.now() })
  expect(read(later).header.kid).not.toBe(old)
  expect((await published()).map(({ kid }) => kid)).toContain(old)
  expect(await judge(later)).toMatchObject({ aud: 'mas-api' })
  expect(await judge(before)).toBe('FAST_JWT_EXPIRED')
  harness.clock.advance(day)
  expect((await published()).map(({ kid }) => kid)).toEqual([read(later).header.kid])
  expect(await judge(before)).toBe('no such key')
})

test('a token made a moment before the rotation goes on verifying for its quarter of an hour', async () => {
  harness.clock.advance(90 * day)
  const before = await auth().signAccess({ ...claims(), issuedAt: harness.clock.now() })
  expect(await auth().rotateSigningKey(harness.clock.now(), policy)).toBe(true)
  harness.clock.advance(15 * 60_000 - 1000)
  expect(await judge(before)).toMatchObject({ aud: 'mas-api' })
  harness.clock.advance(1001)
  expect(await judge(before)).toBe('FAST_JWT_EXPIRED')
})
