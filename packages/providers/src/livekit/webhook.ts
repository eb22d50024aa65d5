import type { InboundDelivery, InboundVerdict } from '@mas/kernel/ports/inbound-webhook'
import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { readJson } from '../inbound/read-body.ts'
import { isSame } from '../inbound/same.ts'
import { goodSecrets } from '../inbound/secrets.ts'
import { isWithin, understood } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Header = z.looseObject({ alg: z.literal('HS256') })
const Claims = z.looseObject({ iss: z.string(), exp: z.number(), nbf: z.number().optional(), sha256: z.string() })
const Told = z.looseObject({ event: z.string().min(1), id: z.string().min(1) })
const toleranceSeconds = 300

const digestOf = (raw: string | Uint8Array) => createHash('sha256').update(raw).digest('base64')
const signatureOf = (secret: string, signed: string) => createHmac('sha256', secret).update(signed).digest('base64url')

/**
 * LiveKit: a token in `Authorization`, without "Bearer", that holds the digest of the body and lasts five minutes.
 * Its secret here is `<API key>:<API secret>`; the key says which pair signed.
 */
export const livekit: InboundVendor = {
  provider: 'livekit',
  family: 'other',
  verifier: ({ secrets }) => ({
    provider: 'livekit',
    verify: (delivery): InboundVerdict => {
      const token = readToken(delivery.headers.get('authorization'))
      if (token === undefined) return { verdict: 'rejected', reason: 'bad-signature' }
      const signedWith = goodSecrets(secrets, delivery.now).find(({ secret }) => isSignedBy(token, secret))
      if (signedWith === undefined || !isSame(token.claims.sha256, digestOf(delivery.raw)))
        return { verdict: 'rejected', reason: 'bad-signature' }
      if (!isNow(token.claims, delivery)) return { verdict: 'rejected', reason: 'stale' }
      const told = readJson(delivery.raw, Told)
      return understood(told && [{ dedupeKey: told.id, type: told.event }], signedWith.version)
    },
  }),
  sandboxSecret: 'APIsandbox:mas-sandbox-livekit',
  story: (id, at) =>
    ['room_started', 'participant_joined', 'participant_left', 'room_finished'].map((event, nth) =>
      JSON.stringify({
        event,
        id: `EV_${id}${nth}`,
        createdAt: String(Math.floor(at.getTime() / 1000)),
        room: { sid: `RM_${id}`, name: `ozone-${id}`, numParticipants: event === 'participant_joined' ? 1 : 0 },
        ...(event.startsWith('participant') ? { participant: { sid: `PA_${id}`, identity: `callee-${id}`, name: 'Asha' } } : {}),
      }),
    ),
  sign: (body, { secret, at }) => {
    const { key, shared } = partsOf(secret)
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const nbf = Math.floor(at.getTime() / 1000)
    const signed = `${part({ alg: 'HS256' })}.${part({ iss: key, nbf, exp: nbf + toleranceSeconds, sha256: digestOf(body) })}`
    const headers = { 'content-type': 'application/webhook+json', authorization: `${signed}.${signatureOf(shared, signed)}` }
    return { method: 'POST', path: '', headers, body }
  },
}

interface Token {
  readonly signed: string
  readonly signature: string
  readonly claims: z.infer<typeof Claims>
}

function readToken(header: string | null): Token | undefined {
  const [head = '', body = '', signature = '', ...more] = (header ?? '').split('.')
  const claims = readJson(Buffer.from(body, 'base64url'), Claims)
  if (more.length > 0 || claims === undefined || readJson(Buffer.from(head, 'base64url'), Header) === undefined) return undefined
  return { signed: `${head}.${body}`, signature, claims }
}

function isSignedBy({ signed, signature, claims }: Token, secret: string): boolean {
  const { key, shared } = partsOf(secret)
  return isSame(signature, signatureOf(shared, signed)) && claims.iss === key
}

/** It must not have ended, and it must have begun within the tolerance: one that lasts for hours is no delivery. */
function isNow({ exp, nbf }: Token['claims'], { now }: InboundDelivery): boolean {
  const seconds = now.getTime() / 1000
  return seconds <= exp && isWithin(new Date((nbf ?? exp - toleranceSeconds) * 1000), now, toleranceSeconds)
}

function partsOf(secret: string): { key: string; shared: string } {
  const colon = secret.indexOf(':')
  return { key: secret.slice(0, colon), shared: secret.slice(colon + 1) }
}
