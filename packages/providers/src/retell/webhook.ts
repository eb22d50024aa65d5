import { z } from 'zod'
import { keyOf, readJson } from '../inbound/read-body.ts'
import { hexHmac } from '../inbound/same.ts'
import { instantOf, readParts, signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Told = z.object({ event: z.string().min(1), call: z.object({ call_id: z.string().min(1) }) })
const signatureOf = (secret: string, raw: string | Uint8Array, time: string) => hexHmac('sha256', secret, raw, time)

/** Retell: `v=<milliseconds>,d=<hex>` by the API key, over the body and the time behind it, nothing between. */
export const retell: InboundVendor = {
  provider: 'retell',
  family: 'other',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'retell',
      secrets,
      proofOf: ({ raw, headers }) => {
        const proof = readParts(headers.get('x-retell-signature'), 'v', 'd')
        if (proof === undefined) return 'bad-signature'
        const signedAt = instantOf(proof.v, 'milliseconds')
        return signedAt === undefined
          ? 'malformed'
          : { given: [proof.d], expected: (secret) => signatureOf(secret, raw, proof.v), signedAt }
      },
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Told)
        return told && [{ dedupeKey: keyOf(told.call.call_id, told.event), type: told.event }]
      },
    }),
  sandboxSecret: 'key_mas_sandbox_retell',
  story: (id, at) =>
    ['call_started', 'call_ended', 'call_analyzed'].map((event) =>
      JSON.stringify({
        event,
        call: {
          call_id: `call_${id}`,
          call_type: 'phone_call',
          call_status: event === 'call_started' ? 'ongoing' : 'ended',
          start_timestamp: at.getTime() - 45_000,
          ...(event === 'call_started' ? {} : { end_timestamp: at.getTime(), duration_ms: 45_000, disconnection_reason: 'user_hangup' }),
          ...(event === 'call_analyzed' ? { call_analysis: { call_summary: 'Asked for a call back.', call_successful: true } } : {}),
        },
      }),
    ),
  sign: (body, { secret, at }) => {
    const time = String(at.getTime())
    const headers = { 'content-type': 'application/json', 'x-retell-signature': `v=${time},d=${signatureOf(secret, body, time)}` }
    return { method: 'POST', path: '', headers, body }
  },
}
