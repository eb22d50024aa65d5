import { afterAll, expect, test } from 'bun:test'
import { createSign } from 'node:crypto'
import { createEgress } from '../egress/index.ts'
import { deliveryOf, describeInbound, post, verdictOf } from '../inbound/contract.ts'
import type { PlayedWebhook } from '../inbound/vendor.ts'
import { isCertificateUrl, isSubscribeUrl } from './addresses.ts'
import { Message, signedTexts } from './message.ts'
import { sandboxCertificate } from './sandbox-certificate.ts'
import { sns } from './webhook.ts'

/** Amazon's place on this machine: certificates, and where subscriptions are confirmed. */
let confirmed: string[] = []
let certificateStatus = 200
let certificatesAsked = 0
const amazon = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: ({ url }) => {
    const { pathname, search } = new URL(url)
    if (pathname.endsWith('.pem')) return (certificatesAsked++, new Response(sandboxCertificate.cert, { status: certificateStatus }))
    confirmed.push(search)
    return new Response('<ConfirmSubscriptionResponse/>')
  },
})
afterAll(() => amazon.stop(true))
const egress = createEgress({ resolve: () => Promise.resolve(['127.0.0.1']), loopback: true })
const snsTopic = 'arn:aws:sns:ap-south-1:123456789012:ses-events'
const snsMessage = {
  Type: 'Notification',
  MessageId: '11111111-2222-3333-4444-555555555555',
  TopicArn: snsTopic,
  Message: '{"notificationType":"Bounce"}',
  Timestamp: '2026-01-02T03:04:05.678Z',
  SignatureVersion: '2',
  Signature:
    '2pkasR1sZPMGEHCZ+EYcHnC3QSVBS7RPUEgT/ZWZLK/BxLLR6dV3doD5jUf+xw5VytbPdbjt+gxmE+gSCliew5HTEjncM/jTInZdhavaPd8DkSdZOxwLdEQQgFBJsFQNXogbTHBxCetdXBP59zXivRmYrDMN6tXiKPQ6s7RsQjzurJ3pY8c4c1DeDSjQObMm2bhKeZwNqgIdTk7p9RGjJpRDgBIh9kJlqDtzwcIAn3MHDPI8R9hFSUCpbfT1rstuiD889r4SNSV87NXn+ES0crUsQ04hpMrllWYlZEcD8gh3dgcVsv1U5kRGHzqQPGrgAkJKbcYSNLoaS+PQMPmUDw==',
  SigningCertURL: `${amazon.url.origin}/sns/certificate.pem`,
}
const snsOfVersion1 = {
  ...snsMessage,
  SignatureVersion: '1',
  Signature:
    'rJJesRPdZaT/8dgYUuNmqk6ydz7mNTrDdgygSPqiRKjHvaRiVqMnOS44ID3/GGUxKfMMBU13oO0/D985ldBsNYAajyzKWh9ieNWVMIJee4J2lJL3Tz5+3BVMtJIIbyBJGLvoDEIrSouugPTtk/Zy2AdFUfXrNPCfVEBtCHYVQZ6d/jXQCTMQ7stAlZDbqgV86212K5XXh2TFTqUVWVYZ5r5rNP5rwvd/+rxgeoqPGwzlKifb/24enIB5NV4fRNrc7MO/hBwnJ4UL+OZt7z1AGs41Iu2GTYhSIAUSgEIZdfv1sNzCseogcpMIfffXxGsqwJiB7GEh54P+N2BED3uZzA==',
}

describeInbound({
  vendor: sns,
  proofs: 'body',
  toleranceSeconds: 3_600,
  egress,
  sandboxUrl: amazon.url.origin,
  vector: {
    secret: snsTopic,
    at: snsMessage.Timestamp,
    items: [{ dedupeKey: snsMessage.MessageId, type: 'Notification' }],
    ...post(JSON.stringify(snsMessage), {}),
  },
})

const snsVerdict = (message: object, { url = amazon.url.origin, topics = snsTopic } = {}) =>
  verdictOf(sns, topics, post(JSON.stringify(message), {}), snsMessage.Timestamp, { egress, sandboxUrl: url })

test('Amazon’s signature is believed in both versions, and covers every word of a message', async () => {
  for (const message of [snsMessage, snsOfVersion1]) expect((await snsVerdict(message)).verdict).toBe('genuine')
  const changes = { Message: '{}', MessageId: 'other', Subject: 'added', Timestamp: '2026-01-02T03:04:06.678Z', SignatureVersion: '1' }
  for (const [name, value] of Object.entries(changes)) {
    expect([name, await snsVerdict({ ...snsMessage, [name]: value })]).toEqual([name, { verdict: 'rejected', reason: 'bad-signature' }])
  }
  const Signature = `${snsMessage.Signature.slice(0, -8)}AAAAAA==`
  expect(await snsVerdict({ ...snsMessage, Signature })).toEqual({ verdict: 'rejected', reason: 'bad-signature' })
  expect(await snsVerdict(snsMessage, { topics: `${snsTopic}-of-others, x` })).toEqual({ verdict: 'rejected', reason: 'bad-signature' })
  expect(await snsVerdict(snsMessage, { topics: `x, ${snsTopic}` })).toMatchObject({ verdict: 'genuine' })
  for (const { Signature: gone, ...rest } of [snsMessage])
    expect([gone.length, await snsVerdict(rest)]).toEqual([344, { verdict: 'rejected', reason: 'malformed' }])
})

test('a certificate is fetched once a day, from its publisher only; where it cannot be had the vendor is told to come back', async () => {
  const verifier = sns.verifier({ secrets: { current: snsTopic }, egress, sandboxUrl: amazon.url.origin })
  const tell = (message: object, now = snsMessage.Timestamp) =>
    verifier.verify(deliveryOf(post(JSON.stringify(message), {}), new Date(now), 'sns'))
  certificatesAsked = 0
  certificateStatus = 500
  expect(await tell(snsMessage)).toEqual({ verdict: 'answer', status: 503, body: '' })
  certificateStatus = 200
  await Promise.all([tell(snsMessage), tell(snsMessage), tell(snsMessage)])
  expect(await tell(snsMessage)).toMatchObject({ verdict: 'genuine' })
  expect(certificatesAsked).toBe(2)
  expect(await tell({ ...snsMessage, SigningCertURL: 'http://127.0.0.1:9/sns/certificate.pem' })).toMatchObject({ reason: 'bad-signature' })
  // A stranger with ever new addresses: ten are asked for, then nobody is until the next minute.
  for (let nth = 0; nth < 30; nth++)
    await tell({ ...snsMessage, SigningCertURL: `${amazon.url.origin}/sns/${nth}.pem`, Signature: 'A'.repeat(344) })
  expect(certificatesAsked).toBeLessThanOrEqual(10)
  expect(await tell(snsMessage)).toMatchObject({ verdict: 'genuine' })
})

test('a subscription is confirmed for an expected topic at its own place, and for nothing else', async () => {
  const signing = { secret: snsTopic, at: new Date(snsMessage.Timestamp), id: 'abc', sandboxUrl: amazon.url.origin }
  const asking = (more: object = {}) => sns.sign(JSON.stringify({ ...JSON.parse(sns.story('abc', signing.at)[0] ?? ''), ...more }), signing)
  confirmed = []
  const verdict = (played: PlayedWebhook, topics = snsTopic) =>
    verdictOf(sns, topics, played, snsMessage.Timestamp, { egress, sandboxUrl: amazon.url.origin })
  expect(await verdict(asking())).toEqual({ verdict: 'answer', status: 200, body: '' })
  expect(confirmed).toEqual([`?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(snsTopic)}&Token=sandbox`])
  expect((await verdict(asking(), 'arn:aws:sns:ap-south-1:123456789012:other')).verdict).toBe('rejected')
  expect(confirmed).toHaveLength(1)
  // Signed by Amazon as well, and leading elsewhere: a message of theirs may not send us anywhere.
  const { Signature: _, ...told } = JSON.parse(asking().body)
  const elsewhere = Message.parse({
    ...told,
    SubscribeURL: told.SubscribeURL.replace(/127.0.0.1:\d+/, '127.0.0.1:9'),
    Signature: 'A'.repeat(344),
  })
  const Signature = createSign('RSA-SHA256')
    .update(signedTexts(elsewhere)[0] ?? '')
    .sign(sandboxCertificate.key, 'base64')
  expect(await verdict(post(JSON.stringify({ ...elsewhere, Signature }), {}))).toEqual({ verdict: 'rejected', reason: 'malformed' })
})

test('live, only Amazon’s own hosts are asked: for certificates in any region, for subscriptions in that of the topic', () => {
  const certificate = 'https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-0123abcd.pem'
  expect(isCertificateUrl(certificate, undefined)).toBe(true)
  const subscribe = `https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${snsTopic}&Token=t`
  expect(isSubscribeUrl(subscribe, snsTopic, undefined)).toBe(true)
  const tricks: [string, string][] = [
    ['https:', 'http:'],
    ['amazonaws.com', 'amazonaws.com.evil.example'],
    ['sns.', 'sns.evil.example/'],
    ['https://', 'https://user@'],
    ['amazonaws.com', 'amazonaws.com:8443'],
    ['sns.ap-south-1', 's3.ap-south-1'],
    ['https://sns.ap-south-1.amazonaws.com', 'https://127.0.0.1'],
    ['https://', 'https://x.'],
  ]
  for (const [part, instead] of tricks) {
    expect([instead, isCertificateUrl(certificate.replace(part, instead), undefined)]).toEqual([instead, false])
    expect([instead, isSubscribeUrl(subscribe.replace(part, instead), snsTopic, undefined)]).toEqual([instead, false])
  }
  expect(isCertificateUrl(`${certificate}?x=1`, undefined)).toBe(false)
  expect(isSubscribeUrl(subscribe.replace('ap-south-1.', 'eu-west-1.'), snsTopic, undefined)).toBe(false)
  expect(isSubscribeUrl(subscribe, `${snsTopic}2`, undefined)).toBe(false)
  expect(isSubscribeUrl(subscribe.replace('ConfirmSubscription', 'Unsubscribe'), snsTopic, undefined)).toBe(false)
})
