import { z } from 'zod'
import { keyOf, readJson } from '../inbound/read-body.ts'
import { hexHmac } from '../inbound/same.ts'
import { instantOf, readParts, signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Told = z.object({ type: z.string().min(1), data: z.object({ conversation_id: z.string().min(1) }) })
const signatureOf = (secret: string, time: string, raw: string | Uint8Array) => hexHmac('sha256', secret, `${time}.`, raw)

/** ElevenLabs: `t=<seconds>,v0=<hex>` over `t.body`. Each is sent once, and the vendor itself allows half an hour. */
export const elevenlabs: InboundVendor = {
  provider: 'elevenlabs',
  family: 'other',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'elevenlabs',
      secrets,
      toleranceSeconds: 30 * 60,
      proofOf: ({ raw, headers }) => {
        const proof = readParts(headers.get('elevenlabs-signature'), 't', 'v0')
        if (proof === undefined) return 'bad-signature'
        const signedAt = instantOf(proof.t, 'seconds')
        return signedAt === undefined
          ? 'malformed'
          : { given: [proof.v0], expected: (secret) => signatureOf(secret, proof.t, raw), signedAt }
      },
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Told)
        return told && [{ dedupeKey: keyOf(told.data.conversation_id, told.type), type: told.type }]
      },
    }),
  sandboxSecret: 'wsec_mas_sandbox_elevenlabs',
  story: (id, at) => [
    JSON.stringify({
      type: 'post_call_transcription',
      event_timestamp: Math.floor(at.getTime() / 1000),
      data: {
        agent_id: 'agent_sandbox',
        conversation_id: `conv_${id}`,
        status: 'done',
        transcript: [{ role: 'agent', message: 'Namaste, this is Aarya.', time_in_call_secs: 0 }],
        metadata: { start_time_unix_secs: Math.floor(at.getTime() / 1000) - 45, call_duration_secs: 45, cost: 512 },
        analysis: { call_successful: 'success', transcript_summary: 'Asked for a call back.', data_collection_results: {} },
      },
    }),
  ],
  sign: (body, { secret, at }) => {
    const time = String(Math.floor(at.getTime() / 1000))
    const headers = { 'content-type': 'application/json', 'elevenlabs-signature': `t=${time},v0=${signatureOf(secret, time, body)}` }
    return { method: 'POST', path: '', headers, body }
  },
}
