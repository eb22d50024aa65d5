import { z } from 'zod'
import { keyOf, readJson } from '../inbound/read-body.ts'
import { hexHmac } from '../inbound/same.ts'
import { instantOf, signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Told = z.object({
  message: z.object({ type: z.string().min(1), status: z.string().optional(), call: z.object({ id: z.string().min(1) }) }),
})
const signatureOf = (secret: string, time: string, raw: string | Uint8Array) => hexHmac('sha256', secret, `${time}.`, raw)

/**
 * Vapi with a credential of type HMAC as it is offered: `x-signature`, hex over `<timestamp>.<body>`, and `x-timestamp`
 * in seconds or milliseconds. A bearer or a plain secret in a header is not taken: it proves nothing about the body.
 */
export const vapi: InboundVendor = {
  provider: 'vapi',
  family: 'other',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'vapi',
      secrets,
      proofOf: ({ raw, headers }) => {
        const [given, time] = [headers.get('x-signature'), headers.get('x-timestamp')]
        if (given === null || time === null) return 'bad-signature'
        const signedAt = instantOf(time, time.length > 11 ? 'milliseconds' : 'seconds')
        return signedAt === undefined ? 'malformed' : { given: [given], expected: (secret) => signatureOf(secret, time, raw), signedAt }
      },
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Told)?.message
        return told && [{ dedupeKey: keyOf(told.call.id, told.type, told.status ?? ''), type: told.type }]
      },
    }),
  sandboxSecret: 'mas-sandbox-vapi',
  story: (id, at) => {
    const call = { id, type: 'outboundPhoneCall' }
    const update = (status: string) => ({ message: { type: 'status-update', status, call, timestamp: at.getTime() } })
    const report = {
      type: 'end-of-call-report',
      endedReason: 'customer-ended-call',
      cost: 0.05,
      call,
      artifact: { transcript: 'AI: Namaste.' },
    }
    return [update('ringing'), update('in-progress'), update('ended'), { message: report }].map((one) => JSON.stringify(one))
  },
  sign: (body, { secret, at }) => {
    const time = String(at.getTime())
    const headers = { 'content-type': 'application/json', 'x-timestamp': time, 'x-signature': signatureOf(secret, time, body) }
    return { method: 'POST', path: '', headers, body }
  },
}
