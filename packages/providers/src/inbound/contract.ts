import { describe, expect, test } from 'bun:test'
import type { Egress } from '@mas/kernel/ports/egress'
import type { InboundDelivery, InboundItem, InboundVerdict } from '@mas/kernel/ports/inbound-webhook'
import type { InboundSecrets } from './secrets.ts'
import { wrongSecret } from './vendor-desk.ts'
import type { InboundSetting, InboundVendor, PlayedWebhook } from './vendor.ts'

export interface InboundUnderTest {
  readonly vendor: InboundVendor
  /** A delivery that is published, or was made by another implementation, and what it tells. */
  readonly vector: { readonly secret: string; readonly at: string; readonly items: readonly InboundItem[] } & PlayedWebhook
  /** Without each of these headers there is no proof; or the proof stands in the path or in the body. */
  readonly proofs: readonly string[] | 'path' | 'body'
  /** How late and how early a delivery may be, for vendors that sign the time. */
  readonly toleranceSeconds?: number
  /** Any body is a hint of such a vendor: there is none that cannot be understood. */
  readonly anyBody?: true
  readonly egress?: Egress
  readonly sandboxUrl?: string
}

export const post = (body: string, headers: Record<string, string>, path = ''): PlayedWebhook => ({ method: 'POST', path, headers, body })

/** What a vendor's verifier says of a delivery at a time. */
export const verdictOf = async (
  vendor: InboundVendor,
  secret: string,
  played: PlayedWebhook,
  now = '2025-10-09T08:53:20Z',
  more: Partial<InboundSetting> = {},
): Promise<InboundVerdict> =>
  vendor.verifier({ secrets: { current: secret }, egress: noEgress, ...more }).verify(deliveryOf(played, new Date(now), vendor.provider))

const dayMs = 24 * 3_600_000
/** Of verifiers that ask nobody. */
export const noEgress: Egress = {
  check: () => Promise.reject(new Error('nothing leaves here')),
  request: () => Promise.reject(new Error('nothing leaves here')),
  open: () => Promise.reject(new Error('nothing leaves here')),
}

/** A delivery as the edge hands it on. */
export function deliveryOf({ path, headers, body }: PlayedWebhook, now: Date, provider: string): InboundDelivery {
  const url = new URL(`http://api.example/webhooks/${provider}${path}`)
  const [pathSecret, ...rest] = path.split('?')[0]?.split('/').slice(1) ?? []
  return {
    raw: Buffer.from(body),
    headers: new Headers({ ...headers }),
    now,
    query: url.searchParams,
    ...(pathSecret !== undefined && { pathSecret }),
    ...(rest.length > 0 && { pathRest: rest.join('/') }),
  }
}

/** What every verifier of webhooks promises, whoever the vendor is. */
export function describeInbound({ vendor, vector, proofs, toleranceSeconds, anyBody, ...setting }: InboundUnderTest): void {
  const { provider } = vendor
  const at = new Date(vector.at)
  const verify = async (played: PlayedWebhook, secrets: InboundSecrets = { current: vector.secret }, now = at): Promise<InboundVerdict> =>
    vendor.verifier({ secrets, egress: noEgress, ...setting }).verify(deliveryOf(played, now, provider))
  const refusal: InboundVerdict = proofs === 'path' ? { verdict: 'unknown' } : { verdict: 'rejected', reason: 'bad-signature' }

  describe(`webhooks of ${provider}`, () => {
    test('a genuine one is believed, and read as what it tells; told again it is the same', async () => {
      const believed: InboundVerdict = { verdict: 'genuine', items: vector.items, secretVersion: 2 }
      expect(await verify(vector)).toMatchObject(proofs === 'body' ? { verdict: 'genuine', items: vector.items } : believed)
      expect(await verify(vector)).toEqual(await verify(vector))
    })

    if (proofs === 'path')
      test('another path is as good as none, whatever its length', async () => {
        const [, secret = '', ...rest] = vector.path.split('/')
        for (const other of [`${secret.slice(0, -1)}~`, secret.slice(0, -1), `${secret}x`, '', secret.toUpperCase()])
          expect(await verify({ ...vector, path: ['', other, ...rest].join('/') })).toEqual(refusal)
      })
    else if (proofs !== 'body') {
      test('one byte changed is not believed', async () => {
        const changes = [`${vector.body} `, vector.body.slice(0, -1), vector.body.replace(/\w(?=[^\w]*$)/, '~')]
        for (const body of changes) expect((await verify({ ...vector, body })).verdict).not.toBe('genuine')
        expect(
          await verify({ ...vector, body: vector.body.replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'e' ? 'f' : 'e')) }),
        ).toMatchObject({
          verdict: 'rejected',
        })
      })

      test.each(proofs)('without %s, and with one of another length, it is not believed', async (name) => {
        const value = vector.headers[name] ?? ''
        const { [name]: _, ...rest } = vector.headers
        expect(await verify({ ...vector, headers: rest })).toEqual(refusal)
        for (const other of ['', value.slice(0, -1), `${value}0`, 'x', value.repeat(50)])
          expect((await verify({ ...vector, headers: { ...rest, [name]: other } })).verdict).toBe('rejected')
      })
    }

    if (proofs !== 'body')
      test('the secret before is good for 24 hours after the rotation, and not a moment longer', async () => {
        const rotated = (agoMs: number) => ({
          current: wrongSecret(vector.secret),
          previous: { secret: vector.secret, rotatedAt: new Date(at.getTime() - agoMs) },
        })
        expect(await verify(vector, rotated(dayMs))).toMatchObject({ verdict: 'genuine', secretVersion: 1 })
        for (const secrets of [rotated(dayMs + 1), { current: wrongSecret(vector.secret) }])
          expect((await verify(vector, secrets)).verdict).toMatch(/rejected|unknown/)
      })

    if (toleranceSeconds !== undefined)
      test('late and early are told from forged', async () => {
        const seen = (seconds: number) => verify(vector, undefined, new Date(at.getTime() + seconds * 1000))
        for (const within of [toleranceSeconds, -toleranceSeconds]) expect((await seen(within)).verdict).toBe('genuine')
        for (const outside of [toleranceSeconds + 1, -toleranceSeconds - 1])
          expect(await seen(outside)).toEqual({ verdict: 'rejected', reason: 'stale' })
      })

    const signing = {
      secret: vector.secret,
      at,
      id: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
      sandboxUrl: setting.sandboxUrl ?? 'http://127.0.0.1:4010',
    }
    if (anyBody !== true && proofs !== 'body')
      test('what is signed and cannot be understood is told from what is forged', async () => {
        for (const body of ['', '{', '[]', '{"type":7}', 'null', '"text"', '\u0000'])
          expect((await verify(vendor.sign(body, signing))).verdict).toBe('unparseable')
      })

    test('its look-alike signs as it does: each of a story is another fact, and a wrong secret convinces nobody', async () => {
      const keys = new Set<string>()
      const played = vendor.story(signing.id, at).map((body, nth) => vendor.sign(body, { ...signing, id: `${signing.id}${nth}` }))
      for (const one of played) {
        const verdict = await verify(one)
        if (verdict.verdict === 'genuine') for (const { dedupeKey } of verdict.items) keys.add(dedupeKey === '' ? one.body : dedupeKey)
        else expect(verdict).toEqual({ verdict: 'answer', status: 200, body: '' }) // a handshake
        expect((await verify(one, { current: wrongSecret(vector.secret) })).verdict).toMatch(/rejected|unknown/)
      }
      expect(keys.size).toBeGreaterThanOrEqual(played.length - 1)
    })
  })
}
