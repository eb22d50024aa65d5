import { z } from 'zod'
import { svixSignature } from '../email/resend/svix.ts'
import { readJson } from '../inbound/read-body.ts'
import { instantOf, signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Told = z.object({ type: z.string().min(1) })
/** More signatures than anybody sends while rotating. */
const mostSignatures = 8

/** Our own voice agent: Standard Webhooks, in the spelling of the standard or of Svix. */
export const missOzone: InboundVendor = {
  provider: 'miss-ozone',
  family: 'other',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'miss-ozone',
      keepHeaders: ['webhook-id', 'svix-id'],
      secrets,
      proofOf: ({ raw, headers }) => {
        const { id, timestamp, signatures } = readHeaders(headers)
        if (id === null || timestamp === null || signatures === null) return 'bad-signature'
        const signedAt = instantOf(timestamp, 'seconds')
        if (signedAt === undefined || !/^[\x21-\x7e]{1,300}$/.test(id)) return 'malformed'
        const given = signatures.split(' ').slice(0, mostSignatures)
        return { given, expected: (secret) => svixSignature(secret, { id, timestamp }, raw), signedAt }
      },
      itemsOf: ({ raw, headers }) => {
        const told = readJson(raw, Told)
        return told && [{ dedupeKey: readHeaders(headers).id ?? '', type: told.type }]
      },
    }),
  sandboxSecret: `whsec_${Buffer.from('mas-sandbox-miss-ozone-secret-01').toString('base64')}`,
  story: (id, at) =>
    ['ozone.call.answered', 'ozone.call.ended'].map((type) =>
      JSON.stringify({
        type,
        timestamp: at.toISOString(),
        data: { callId: id, ...(type === 'ozone.call.ended' ? { talkSeconds: 45, endedReason: 'hang-up', turns: [], data: {} } : {}) },
      }),
    ),
  sign: (body, { secret, at, id }) => {
    const stamp = { id: `msg_${id}`, timestamp: String(Math.floor(at.getTime() / 1000)) }
    const headers = {
      'content-type': 'application/json',
      'webhook-id': stamp.id,
      'webhook-timestamp': stamp.timestamp,
      'webhook-signature': svixSignature(secret, stamp, Buffer.from(body)),
    }
    return { method: 'POST', path: '', headers, body }
  },
}

function readHeaders(headers: Headers) {
  const spelling = headers.has('webhook-id') ? 'webhook' : 'svix'
  const of = (name: string) => headers.get(`${spelling}-${name}`)
  return { id: of('id'), timestamp: of('timestamp'), signatures: of('signature') }
}
