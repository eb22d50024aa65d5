import { createHash, createSign } from 'node:crypto'
import type { PlayedWebhook, Signing } from '../inbound/vendor.ts'
import { readJson } from '../inbound/read-body.ts'
import { Message, signedTexts } from './message.ts'
import { sandboxCertificate } from './sandbox-certificate.ts'

export const sandboxTopic = 'arn:aws:sns:ap-south-1:000000000000:mas-sandbox'

/** The subscription is confirmed, then a mail bounces. */
export function storyOfMails(id: string, at: Date): readonly string[] {
  const head = { TopicArn: sandboxTopic, Timestamp: at.toISOString() }
  const bounce = {
    notificationType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'bounce@people.example' }],
      feedbackId: id,
    },
    mail: { messageId: `0109${id}`, destination: ['bounce@people.example'] },
  }
  return [
    {
      Type: 'SubscriptionConfirmation',
      MessageId: uuidOf(`${id}/0`),
      Token: id,
      Message: 'You have chosen to subscribe to the topic.',
      ...head,
    },
    { Type: 'Notification', MessageId: uuidOf(`${id}/1`), Message: JSON.stringify(bounce), ...head },
  ].map((message) => JSON.stringify(message))
}

/** A message as Amazon sends it, signed by the look-alike's own certificate; for another topic than its own it cannot sign. */
export function signPlayed(body: string, { secret, at, sandboxUrl }: Signing): PlayedWebhook {
  const given = parse(body)
  const told = { Timestamp: at.toISOString(), ...given, TopicArn: secret }
  const subscribe = `${sandboxUrl}/sns/subscription?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(secret)}&Token=sandbox`
  const draft = {
    ...told,
    ...(given['Type'] === 'SubscriptionConfirmation' ? { SubscribeURL: subscribe } : {}),
    SignatureVersion: '2',
    SigningCertURL: `${sandboxUrl}/sns/certificate.pem`,
    Signature: 'A'.repeat(344),
  }
  const message = Message.safeParse(draft)
  const [text = ''] = message.success ? signedTexts(message.data) : []
  const Signature = createSign('RSA-SHA256').update(text).sign(sandboxCertificate.key, 'base64')
  const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': String(given['Type']) }
  return { method: 'POST', path: '', headers, body: message.success ? JSON.stringify({ ...draft, Signature }) : body }
}

function parse(body: string): Record<string, unknown> {
  return readJson(Buffer.from(body), Message.partial()) ?? {}
}

/** A name for one message that is the same whenever it is sent. */
function uuidOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
