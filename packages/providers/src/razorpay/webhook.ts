import { z } from 'zod'
import { readJson } from '../inbound/read-body.ts'
import { hexHmac } from '../inbound/same.ts'
import { signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'
import { paymentStory } from './sandbox-story.ts'

const Event = z.object({ event: z.string().min(1) })
const signatureOf = (secret: string, raw: string | Uint8Array) => hexHmac('sha256', secret, raw)

/**
 * Razorpay: lower-case hex over the raw body. It tells of a payment at least once and in any order; the id of an event
 * stands in a header that is not signed, so a body without one is known by its digest.
 */
export const razorpay: InboundVendor = {
  provider: 'razorpay',
  family: 'payments',
  verifier: ({ secrets }) =>
    signedWebhook({
      provider: 'razorpay',
      keepHeaders: ['x-razorpay-event-id'],
      secrets,
      proofOf: ({ raw, headers }) => {
        const given = headers.get('x-razorpay-signature')
        return given === null ? 'bad-signature' : { given: [given], expected: (secret) => signatureOf(secret, raw) }
      },
      itemsOf: ({ raw, headers }) => {
        const told = readJson(raw, Event)
        return told && [{ dedupeKey: headers.get('x-razorpay-event-id') ?? '', type: told.event }]
      },
    }),
  sandboxSecret: 'mas-sandbox-razorpay',
  story: paymentStory,
  sign: (body, { secret, id }) => ({
    method: 'POST',
    path: '',
    headers: {
      'content-type': 'application/json',
      'x-razorpay-event-id': `evt_${id}`,
      'x-razorpay-signature': signatureOf(secret, body),
    },
    body,
  }),
}
