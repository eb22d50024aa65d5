import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { GoogleIdentity } from '@mas/kernel/ports/google-identity'
import { sandboxGoogleClient } from './sandbox-client.ts'
import type { GoogleFault } from './sandbox-faults.ts'

export interface GoogleIdentityUnderTest {
  /** A new adapter with empty caches and a time-out of a second or two: longer than a loaded machine needs to answer. */
  fresh(): GoogleIdentity
  /** The same pointed at a port where nothing listens. */
  unreachable(): GoogleIdentity
  plan(fault: GoogleFault, times?: number): void
  /** Forgets planned faults. */
  reset(): void
  stop(): Promise<void>
}

export const signIn = {
  redirectUri: 'http://localhost:3000/auth/google/callback',
  state: 'state-1',
  nonce: 'nonce-1',
  // The verifier of RFC 7636, appendix B.
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
} as const

/** What a browser does: follows the URL, picks a person, and is led back with the code. */
export async function chooseAt(authorizationUrl: string, person: string): Promise<URL> {
  const chooser = new URL(authorizationUrl)
  chooser.pathname += '/choose'
  chooser.searchParams.set('person', person)
  const response = await fetch(chooser, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}

/** What every `GoogleIdentity` promises. */
export function describeGoogleIdentity(name: string, make: () => Promise<GoogleIdentityUnderTest>): void {
  describe(`GoogleIdentity: ${name}`, () => {
    let it: GoogleIdentityUnderTest
    beforeAll(async () => {
      it = await make()
    })
    beforeEach(() => it.reset())
    afterAll(() => it.stop())

    const codeFrom = async (adapter: GoogleIdentity, person = '110000000000000000001') => {
      const url = await adapter.authorizationUrl(signIn)
      if (url.outcome !== 'ok') throw new Error(url.reason)
      return (await chooseAt(url.value, person)).searchParams.get('code') ?? ''
    }
    const exchange = (adapter: GoogleIdentity, code: string, other: object = {}) => adapter.exchange({ code, ...signIn, ...other })
    const signInWith = async (adapter: GoogleIdentity) => exchange(adapter, await codeFrom(adapter))

    test('the authorization URL carries state, nonce and the S256 challenge, never the verifier', async () => {
      const answer = await it.fresh().authorizationUrl({ ...signIn, loginHint: 'asha.rao@gmail.com' })
      if (answer.outcome !== 'ok') throw new Error(answer.reason)
      const query = Object.fromEntries(new URL(answer.value).searchParams)
      expect(query).toMatchObject({
        response_type: 'code',
        scope: 'openid email profile',
        redirect_uri: signIn.redirectUri,
        state: 'state-1',
        nonce: 'nonce-1',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        login_hint: 'asha.rao@gmail.com',
      })
      expect(answer.value).not.toContain(signIn.codeVerifier)
    })

    test('a person who agrees is known by subject, with address and Workspace', async () => {
      const adapter = it.fresh()
      expect(await exchange(adapter, await codeFrom(adapter, '110000000000000000002'))).toEqual({
        outcome: 'ok',
        value: {
          subject: '110000000000000000002',
          email: 'ravi.iyer@myanalyticsschool.com',
          emailVerified: true,
          name: 'Ravi Iyer',
          hostedDomain: 'myanalyticsschool.com',
        },
      })
    })

    test('an unverified address is reported as unverified, not refused: that is the caller’s rule', async () => {
      it.plan('email-unverified')
      expect(await signInWith(it.fresh())).toMatchObject({ outcome: 'ok', value: { emailVerified: false } })
    })

    test('a code works once', async () => {
      const adapter = it.fresh()
      const code = await codeFrom(adapter)
      expect(await exchange(adapter, code)).toMatchObject({ outcome: 'ok' })
      expect(await exchange(adapter, code)).toEqual({
        outcome: 'refused',
        reason: 'exchange: invalid_grant',
        retry: 'never',
      })
    })

    test('a stolen code is worthless without the verifier', async () => {
      const adapter = it.fresh()
      const stolen = await exchange(adapter, await codeFrom(adapter), { codeVerifier: 'x'.repeat(43) })
      expect(stolen).toMatchObject({ outcome: 'refused', retry: 'never' })
    })

    test('a token for another sign-in is refused although Google signed it', async () => {
      const adapter = it.fresh()
      const other = await exchange(adapter, await codeFrom(adapter), { nonce: 'nonce-2' })
      expect(other).toMatchObject({ outcome: 'refused', retry: 'never' })
    })

    const bad: readonly GoogleFault[] = [
      'invalid-grant',
      'wrong-nonce',
      'foreign-audience',
      'wrong-issuer',
      'expired-token',
      'future-token',
      'no-subject',
      'weak-algorithm',
      'unknown-key',
    ]
    test.each(bad)('%s is refused for good', async (fault) => {
      it.plan(fault)
      expect(await signInWith(it.fresh())).toMatchObject({ outcome: 'refused', retry: 'never' })
    })

    test('a key rotated between two sign-ins is fetched once more and works', async () => {
      const adapter = it.fresh()
      expect(await signInWith(adapter)).toMatchObject({ outcome: 'ok' })
      it.plan('rotate-key')
      expect(await signInWith(adapter)).toMatchObject({ outcome: 'ok' })
    })

    test.each(['server-error', 'hang'] as const)('%s is in doubt: the code may be spent', async (fault) => {
      it.plan(fault)
      expect(await signInWith(it.fresh())).toMatchObject({ outcome: 'in_doubt' })
    })

    test('a key set that stays down refuses for later; nobody is signed in unchecked', async () => {
      it.plan('keys-down', 2)
      expect(await signInWith(it.fresh())).toMatchObject({ outcome: 'refused', retry: 'later' })
    })

    const credential = async (adapter: GoogleIdentity, nonce = 'nonce-1', clientId?: string, serverClientId?: string) => {
      const url = await adapter.authorizationUrl(signIn)
      if (url.outcome !== 'ok') throw new Error(url.reason)
      const { origin, searchParams } = new URL(url.value)
      const body = new URLSearchParams({
        client_id: clientId ?? searchParams.get('client_id') ?? '',
        nonce,
        person: '110000000000000000002',
        ...(serverClientId !== undefined && { server_client_id: serverClientId }),
      })
      const answer: unknown = await (await fetch(`${origin}/google/gsi/credential`, { method: 'POST', body })).json()
      return String(Reflect.get(Object(answer), 'credential'))
    }

    test('an id token that an app got by itself says who it is, however often it is asked', async () => {
      const adapter = it.fresh()
      const idToken = await credential(adapter)
      for (let n = 0; n < 2; n++)
        expect(await adapter.checkToken({ idToken, nonce: 'nonce-1' })).toMatchObject({
          outcome: 'ok',
          value: { subject: '110000000000000000002', emailVerified: true, hostedDomain: 'myanalyticsschool.com' },
        })
    })

    test('an app on Android or iOS signs in by its own client, for itself or for our web client, and by nobody else’s', async () => {
      const adapter = it.fresh()
      const check = async (asker: string, audience?: string) => {
        const idToken = await credential(adapter, 'nonce-1', asker, audience)
        return (await adapter.checkToken({ idToken, nonce: 'nonce-1' })).outcome
      }
      const { clientId: web, appClientIds: apps } = sandboxGoogleClient
      for (const app of apps) expect([await check(app), await check(app, web)]).toEqual(['ok', 'ok'])
      // One of the two being ours is not enough: the other one holds the token, too.
      for (const [asker, audience] of [
        ['another-client', web],
        ['another-client', apps[0]],
        [apps[0], 'another-client'],
        [web, 'another-client'],
      ] as const)
        expect(await check(asker, audience)).toBe('refused')
    })

    test('one with another nonce, for another client, altered, unsigned or no token at all is refused for good', async () => {
      const adapter = it.fresh()
      const idToken = await credential(adapter)
      const [header = '', payload = '', signature = ''] = idToken.split('.')
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: '110000000000000000001' }
      const forged = [
        `${header}.${part(claims)}.${signature}`,
        `${part({ alg: 'none' })}.${payload}.`,
        await credential(adapter, 'nonce-1', 'another-client'),
        'nonsense',
        '',
      ]
      for (const one of forged)
        expect(await adapter.checkToken({ idToken: one, nonce: 'nonce-1' })).toMatchObject({ outcome: 'refused', retry: 'never' })
      expect(await adapter.checkToken({ idToken, nonce: 'nonce-2' })).toMatchObject({ outcome: 'refused', retry: 'never' })
    })

    test.each([
      'wrong-issuer',
      'expired-token',
      'future-token',
      'no-subject',
      'weak-algorithm',
      'unknown-key',
      'foreign-audience',
    ] as const)('an id token of the kind %s is refused for good', async (fault) => {
      const adapter = it.fresh()
      it.plan(fault)
      expect(await adapter.checkToken({ idToken: await credential(adapter), nonce: 'nonce-1' })).toMatchObject({
        outcome: 'refused',
        retry: 'never',
      })
    })

    test('a token signed after the keys were rotated is checked by the new key; while they are down nobody is let in', async () => {
      const adapter = it.fresh()
      expect(await adapter.checkToken({ idToken: await credential(adapter), nonce: 'nonce-1' })).toMatchObject({ outcome: 'ok' })
      it.plan('rotate-key')
      expect(await adapter.checkToken({ idToken: await credential(adapter), nonce: 'nonce-1' })).toMatchObject({ outcome: 'ok' })
      const other = it.fresh()
      const idToken = await credential(other)
      it.plan('keys-down', 2)
      expect(await other.checkToken({ idToken, nonce: 'nonce-1' })).toMatchObject({ outcome: 'refused', retry: 'later' })
    })

    test('an unreachable provider refuses for later', async () => {
      expect(await it.unreachable().authorizationUrl(signIn)).toMatchObject({ outcome: 'refused', retry: 'later' })
    })
  })
}
