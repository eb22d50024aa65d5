import type { Egress } from '@mas/kernel/ports/egress'
import type { InboundDelivery, InboundVerdict, InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { verify as verifySignature, type KeyObject } from 'node:crypto'
import { readJson } from '../inbound/read-body.ts'
import { isWithin } from '../inbound/signed-webhook.ts'
import type { InboundSetting, InboundVendor } from '../inbound/vendor.ts'
import { isCertificateUrl, isSubscribeUrl } from './addresses.ts'
import { createCertificates } from './certificates.ts'
import { Message, signedTexts } from './message.ts'
import { sandboxTopic, signPlayed, storyOfMails } from './sandbox-story.ts'

/** A message keeps its time over the vendor's repetitions, which go on for the better part of an hour. */
const toleranceSeconds = 3_600
const rejected = (reason: 'bad-signature' | 'stale' | 'malformed'): InboundVerdict => ({ verdict: 'rejected', reason })

/**
 * Amazon SNS: signed by a certificate that Amazon publishes, for topics that we expect. A subscription to one of them is
 * confirmed at once, at Amazon and nowhere else. What its variable holds is no secret: the topics, separated by commas.
 */
export const sns: InboundVendor = {
  provider: 'sns',
  family: 'other',
  verifier: createSnsWebhook,
  sandboxSecret: sandboxTopic,
  story: storyOfMails,
  sign: signPlayed,
}

function createSnsWebhook({ secrets, sandboxUrl, egress }: InboundSetting): InboundWebhook {
  const topics = new Set(secrets.current.split(',').map((topic) => topic.trim()))
  const mode = sandboxUrl === undefined ? 'live' : 'sandbox'
  const findKey = createCertificates(egress, mode)
  return {
    provider: 'sns',
    keepHeaders: ['x-amz-sns-message-type', 'x-amz-sns-message-id'],
    verify: async ({ raw, now }: InboundDelivery): Promise<InboundVerdict> => {
      const message = readJson(raw, Message)
      if (message === undefined) return rejected('malformed')
      // Cheap questions first: nothing is fetched for a topic or an address that is not ours to ask about.
      if (!topics.has(message.TopicArn) || !isCertificateUrl(message.SigningCertURL, sandboxUrl)) return rejected('bad-signature')
      const key = await findKey(message.SigningCertURL, now)
      if (key === 'away') return away
      if (key === undefined || !isSignedBy(message, key)) return rejected('bad-signature')
      if (!isWithin(new Date(message.Timestamp), now, toleranceSeconds)) return rejected('stale')
      if (message.Type !== 'SubscriptionConfirmation')
        return { verdict: 'genuine', items: [{ dedupeKey: message.MessageId, type: message.Type }] }
      const { SubscribeURL: url = '', TopicArn: topic } = message
      return isSubscribeUrl(url, topic, sandboxUrl) ? confirm(egress, url, mode) : rejected('malformed')
    },
  }
}

/** Neither believed nor refused: the vendor comes again. */
const away: InboundVerdict = { verdict: 'answer', status: 503, body: '' }

function isSignedBy(message: Message, key: KeyObject): boolean {
  const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1'
  const signature = Buffer.from(message.Signature, 'base64')
  return signedTexts(message).some((text) => verifySignature(algorithm, Buffer.from(text), key, signature))
}

async function confirm(egress: Egress, url: string, mode: 'live' | 'sandbox'): Promise<InboundVerdict> {
  const allowHosts = [new URL(url).hostname]
  const answer = await egress.request({ method: 'GET', url, timeoutMs: 8_000, maxBytes: 64 * 1024, allowHosts, mode })
  return answer.outcome === 'ok' && answer.status === 200 ? { verdict: 'answer', status: 200, body: '' } : away
}
