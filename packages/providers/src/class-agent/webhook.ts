import { z } from 'zod'
import { keyOf, readJson } from '../inbound/read-body.ts'
import { hexHmac } from '../inbound/same.ts'
import { instantOf, readParts, signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Told = z.object({ id: z.string().min(1), status: z.string().min(1) })
const signatureOf = (secret: string, time: string, raw: string | Uint8Array) => hexHmac('sha256', secret, `${time}.`, raw)

/** The in-house classroom service: `x-mas-signature: t=<seconds>,v1=<hex>` over `t.body`. */
export const classAgent: InboundVendor = {
  provider: 'class-agent',
  family: 'other',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'class-agent',
      secrets,
      proofOf: ({ raw, headers }) => {
        const proof = readParts(headers.get('x-mas-signature'), 't', 'v1')
        if (proof === undefined) return 'bad-signature'
        const signedAt = instantOf(proof.t, 'seconds')
        return signedAt === undefined
          ? 'malformed'
          : { given: [proof.v1], expected: (secret) => signatureOf(secret, proof.t, raw), signedAt }
      },
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Told)
        return told && [{ dedupeKey: keyOf(told.id, told.status), type: told.status }]
      },
    }),
  sandboxSecret: 'mas-sandbox-class-agent',
  story: (id) =>
    ['running', 'ready'].map((status) =>
      JSON.stringify({ id, lectureId: id, jobId: `job_${id}`, status, ...(status === 'ready' ? { classroomId: `room_${id}` } : {}) }),
    ),
  sign: (body, { secret, at }) => {
    const time = String(Math.floor(at.getTime() / 1000))
    const headers = { 'content-type': 'application/json', 'x-mas-signature': `t=${time},v1=${signatureOf(secret, time, body)}` }
    return { method: 'POST', path: '', headers, body }
  },
}
