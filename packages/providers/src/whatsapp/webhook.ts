import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { readJson } from '../inbound/read-body.ts'
import { hexHmac, isSameSecret } from '../inbound/same.ts'
import { signedWebhook } from '../inbound/signed-webhook.ts'
import type { InboundVendor } from '../inbound/vendor.ts'
import { itemsOf, Notification } from './read-items.ts'
import { messageStory } from './sandbox-story.ts'

const signatureOf = (secret: string, raw: string | Uint8Array) => `sha256=${hexHmac('sha256', secret, raw)}`

/**
 * WhatsApp Cloud API: signed by the app's secret, many messages and statuses in one body. The subscription is confirmed
 * with the word that was agreed on with the vendor, the second variable; without it every check is refused.
 */
export const whatsapp: InboundVendor = {
  provider: 'whatsapp',
  family: 'other',
  verifier: ({ secrets, extra }) => ({
    ...signedWebhook({
      provider: 'whatsapp',
      secrets,
      proofOf: ({ raw, headers }) => {
        const given = headers.get('x-hub-signature-256')
        return given === null ? 'bad-signature' : { given: [given], expected: (secret) => signatureOf(secret, raw) }
      },
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Notification)
        return told && itemsOf(told)
      },
    }),
    handshake: handshakeWith(extra),
  }),
  sandboxSecret: 'mas-sandbox-whatsapp',
  sandboxExtra: 'mas-sandbox-verify',
  story: messageStory,
  sign: (body, { secret }) => ({
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(secret, body) },
    body,
  }),
}

function handshakeWith(word: string | undefined): NonNullable<InboundWebhook['handshake']> {
  return ({ searchParams }) => {
    const challenge = searchParams.get('hub.challenge') ?? ''
    const isOurs = word !== undefined && isSameSecret(searchParams.get('hub.verify_token') ?? '', word)
    // What is echoed is a number or a word: nothing that a browser could take for a page.
    const isAsked = searchParams.get('hub.mode') === 'subscribe' && /^[\w-]{1,200}$/.test(challenge)
    return isOurs && isAsked ? { status: 200, body: challenge } : { status: 403, body: '' }
  }
}
