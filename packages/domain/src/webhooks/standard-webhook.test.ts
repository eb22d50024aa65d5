import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { newSigningSecret, signatureHeaders, signatureOf } from './standard-webhook.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('Standard Webhooks 1.0.0', () => {
  test.each([
    [
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330,
      '{"test": 2432232314}',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ],
    [
      'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
      'msg_demo_0001',
      1_760_000_000,
      '{"type":"candidate.enrolled","timestamp":"2026-01-02T03:04:05Z","data":{"id":"cand_1"}}',
      'v1,pT7oophRASH/0CKaWUeg10z89TRTIZkhSHXusZpBQmE=',
    ],
  ])('the published vector of %s is met', (secret, id, timestamp, body, signature) => {
    expect(signatureOf(secret, { id, timestamp, body: bytes(body) })).toBe(signature)
  })

  test("what we sign, the official library verifies, with either secret of a rotation; another's secret, body or id fails", () => {
    const timestamp = Math.floor(Date.now() / 1_000)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        const body = JSON.stringify({ text })
        const [old, next] = [newSigningSecret(), newSigningSecret()]
        const headers = signatureHeaders([next, old], { id: 'msg_1', timestamp, body: bytes(body) })
        for (const secret of [old, next]) expect(new Webhook(secret).verify(body, headers)).toEqual({ text })
        expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow()
        expect(() => new Webhook(old).verify(`${body} `, headers)).toThrow()
        expect(() => new Webhook(old).verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow()
      }),
      { numRuns: 30 },
    )
  })

  test('a new secret is whsec_ and 32 random bytes', () => {
    const secrets = Array.from({ length: 50 }, newSigningSecret)
    expect(new Set(secrets).size).toBe(50)
    for (const secret of secrets) expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
  })
})
