import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { classAgent } from '../class-agent/webhook.ts'
import { elevenlabs } from '../elevenlabs/webhook.ts'
import { exotel } from '../exotel/webhook.ts'
import { graphy } from '../graphy/webhook.ts'
import { judge0 } from '../judge0/webhook.ts'
import { leegality } from '../leegality/webhook.ts'
import { livekit } from '../livekit/webhook.ts'
import { missOzone } from '../miss-ozone/webhook.ts'
import { razorpay } from '../razorpay/webhook.ts'
import { retell } from '../retell/webhook.ts'
import { vapi } from '../vapi/webhook.ts'
import { describeInbound, post, verdictOf, type InboundUnderTest } from './contract.ts'
import { keyOf } from './read-body.ts'
import { inboundVendors } from './vendors.ts'

const at = '2025-10-09T08:53:20Z' // 1760000000

/** Made with OpenSSL, and the token of LiveKit with Python; those of the libraries themselves stand below. */
const signed: InboundUnderTest[] = [
  {
    vendor: razorpay,
    proofs: ['x-razorpay-signature'],
    vector: {
      secret: '123456',
      at,
      items: [{ dedupeKey: 'evt_1', type: 'payment.captured' }],
      ...post('{"event":"payment.captured"}', {
        'x-razorpay-event-id': 'evt_1',
        'x-razorpay-signature': 'fdb640dfd714bd7d499a9d2daf9cb0a1bc48580629b5672736e81a70911ec61c',
      }),
    },
  },
  {
    vendor: missOzone,
    proofs: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    toleranceSeconds: 300,
    vector: {
      secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
      at,
      items: [{ dedupeKey: 'msg_demo_0001', type: 'candidate.enrolled' }],
      ...post('{"type":"candidate.enrolled","timestamp":"2026-01-02T03:04:05Z","data":{"id":"cand_1"}}', {
        'webhook-id': 'msg_demo_0001',
        'webhook-timestamp': '1760000000',
        'webhook-signature': 'v1,pT7oophRASH/0CKaWUeg10z89TRTIZkhSHXusZpBQmE=',
      }),
    },
  },
  {
    vendor: livekit,
    proofs: ['authorization'],
    toleranceSeconds: 300,
    vector: {
      secret: 'APIdemo:lk_secret_demo',
      at,
      items: [{ dedupeKey: 'EV_demo', type: 'participant_joined' }],
      ...post('{"event":"participant_joined","id":"EV_demo","createdAt":"1760000000"}', {
        authorization:
          'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiAiQVBJZGVtbyIsICJuYmYiOiAxNzYwMDAwMDAwLCAiZXhwIjogMTc2MDAwMDMwMCwgInNoYTI1NiI6ICJ3MVJmZS9YSzYwdEdia2J5QWNLRG5KbTlWSHc3by9FZC8yQmFkUTBxK29nPSJ9.B_Ql0W29p_LevVd8Sh6Vfvfb2G6_dCLNxHcsOJHSw2I',
      }),
    },
  },
  {
    vendor: elevenlabs,
    proofs: ['elevenlabs-signature'],
    toleranceSeconds: 1_800,
    vector: {
      secret: 'wsec_demo_el',
      at,
      items: [{ dedupeKey: 'conv_demo:post_call_transcription', type: 'post_call_transcription' }],
      ...post('{"type":"post_call_transcription","event_timestamp":1760000000,"data":{"conversation_id":"conv_demo"}}', {
        'elevenlabs-signature': 't=1760000000,v0=2c61496c86432bd2f74c9aa1fd5259fe9f6e5da18cf7962da6bde0485e377272',
      }),
    },
  },
  {
    vendor: retell,
    proofs: ['x-retell-signature'],
    toleranceSeconds: 300,
    vector: {
      secret: 'key_demo_retell',
      at,
      items: [{ dedupeKey: 'call_demo_1:call_analyzed', type: 'call_analyzed' }],
      ...post('{"event":"call_analyzed","call":{"call_id":"call_demo_1"}}', {
        'x-retell-signature': 'v=1760000000000,d=bb4fc866a0b41943acf1e5fa067394c21562fdc474de065eba3a2dca9b6ce6c4',
      }),
    },
  },
  {
    vendor: vapi,
    proofs: ['x-signature', 'x-timestamp'],
    toleranceSeconds: 300,
    vector: {
      secret: 'vapi_secret_demo',
      at,
      items: [{ dedupeKey: 'call_demo:status-update:ringing', type: 'status-update' }],
      ...post('{"message":{"type":"status-update","status":"ringing","call":{"id":"call_demo"}}}', {
        'x-timestamp': '1760000000',
        'x-signature': '38cf1d3551d21b6c3429c7219f688c82ca86d7e1b4e067cd201911ab93422902',
      }),
    },
  },
  {
    vendor: classAgent,
    proofs: ['x-mas-signature'],
    toleranceSeconds: 300,
    vector: {
      secret: 'class_agent_demo',
      at,
      items: [{ dedupeKey: 'cb_1:ready', type: 'ready' }],
      ...post('{"id":"cb_1","lectureId":"l1","jobId":"j1","status":"ready","classroomId":"c1"}', {
        'x-mas-signature': 't=1760000000,v1=8cf05666c77eac5530be2c065e5b8932a95421621e52db45dbea53752238d271',
      }),
    },
  },
  {
    vendor: leegality,
    proofs: 'path',
    vector: {
      secret: 'unguessable-0123456789:demo_private_salt',
      at,
      items: [{ dedupeKey: '01HDEMO0DOC0ID0000000000:asha@x.in:Signed:Success', type: 'Success.Signed' }],
      ...post(
        '{"webhookType":"Success","documentId":"01HDEMO0DOC0ID0000000000","documentStatus":"Sent","mac":"bbb4017d9dcb7954e4382c0ac637be35799fae9c","request":{"email":"asha@x.in","action":"Signed"}}',
        {},
        '/unguessable-0123456789',
      ),
    },
  },
]

/** Nothing is signed: what is to be known is where the words stand. */
const unsigned: InboundUnderTest[] = [
  {
    vendor: exotel,
    proofs: 'path',
    vector: {
      secret: 'unguessable-0123456789',
      at,
      items: [{ dedupeKey: 'c0ffee:terminal:completed:completed:completed', type: 'call.terminal' }],
      ...post(
        'CallSid=c0ffee&EventType=terminal&Status=completed&Legs%5B0%5D%5BStatus%5D=completed&Legs%5B0%5D%5BOnCallDuration%5D=42&Legs%5B1%5D%5BStatus%5D=completed',
        { 'content-type': 'application/x-www-form-urlencoded' },
        '/unguessable-0123456789/call',
      ),
    },
  },
  {
    vendor: judge0,
    proofs: 'path',
    vector: {
      secret: 'unguessable-0123456789',
      at,
      items: [{ dedupeKey: 'd85cd024-1548-4165-96c7-7bc88673f194', type: 'status-3' }],
      ...post(
        '{"stdout":"NDIK","token":"d85cd024-1548-4165-96c7-7bc88673f194","status":{"id":3,"description":"Accepted"}}',
        {},
        '/unguessable-0123456789',
      ),
    },
  },
  {
    vendor: graphy,
    proofs: 'path',
    anyBody: true,
    vector: {
      secret: 'unguessable-0123456789',
      at,
      items: [{ dedupeKey: '', type: 'hint' }],
      ...post('anything at all', {}, '/unguessable-0123456789'),
    },
  },
]

for (const one of [...signed, ...unsigned]) describeInbound(one)
/** Those of WhatsApp and Amazon stand with their adapters. */
test('the suite is played for everybody that calls us', () => {
  const played = [...signed, ...unsigned].map(({ vendor }) => vendor.provider)
  expect([...played, 'sns', 'whatsapp'].toSorted()).toEqual(inboundVendors.map(({ provider }) => provider).toSorted())
})

test('the vectors of the vendors’ own libraries are believed', async () => {
  const standard = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const body = '{"test": 2432232314}'
  const now = '2021-02-25T15:02:10Z'
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const svix = Object.fromEntries(Object.entries(standard).map(([name, value]) => [name.replace('webhook', 'svix'), value]))
  // Signed by their libraries, with bodies that tell of nothing.
  for (const headers of [standard, svix, { ...standard, 'webhook-signature': `v1,AAAA v1a,BBBB ${standard['webhook-signature']}` }])
    expect(await verdictOf(missOzone, secret, post(body, headers), now)).toEqual({ verdict: 'unparseable', secretVersion: 2 })
  const razorpays = { 'x-razorpay-signature': '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc' }
  expect(await verdictOf(razorpay, '123456', post('{"a":1,"b":2,"c":{"d":3}}', razorpays))).toEqual({
    verdict: 'unparseable',
    secretVersion: 2,
  })
})

test('a signature in capitals is not taken, and a payment without an id of its event is known by its bytes', async () => {
  const { headers, body } = razorpay.sign('{"event":"order.paid"}', { secret: 's', at: new Date(at), id: '1', sandboxUrl: '' })
  const signature = headers['x-razorpay-signature'] ?? ''
  expect(await verdictOf(razorpay, 's', post(body, { 'x-razorpay-signature': signature.toUpperCase() }))).toMatchObject({
    verdict: 'rejected',
  })
  expect(await verdictOf(razorpay, 's', post(body, { 'x-razorpay-signature': signature }))).toMatchObject({ items: [{ dedupeKey: '' }] })
})

test('a call is told by form, by parts of a form or as JSON, an SMS by its own id: the same fact has the same key', async () => {
  const form = new FormData()
  const fields = { CallSid: 'c1', EventType: 'terminal', Status: 'busy', 'Legs[0][Status]': 'completed', 'Legs[1][Status]': 'busy' }
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const parts = new Response(form)
  const partsType = parts.headers.get('content-type') ?? ''
  const json = JSON.stringify({ CallSid: 'c1', EventType: 'terminal', Status: 'busy', Legs: [{ Status: 'completed' }, { Status: 'busy' }] })
  const told = async (body: string, type: string) => verdictOf(exotel, 's', post(body, { 'content-type': type }, '/s/call'))
  const call = { items: [{ dedupeKey: 'c1:terminal:busy:completed:busy', type: 'call.terminal' }] }
  expect(await told(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')).toMatchObject(call)
  expect(await told(await parts.text(), partsType)).toMatchObject(call)
  expect(await told(json, 'application/json')).toMatchObject(call)
  expect(await told('CallSid=c1&Status=busy', 'application/x-www-form-urlencoded')).toMatchObject({ items: [{ dedupeKey: 'c1::busy::' }] })
  expect(await told('SmsSid=s1&Status=sent&DetailedStatus=DELIVERED_TO_HANDSET', 'application/x-www-form-urlencoded')).toMatchObject({
    items: [{ dedupeKey: 'sms:s1:sent:DELIVERED_TO_HANDSET', type: 'sms.sent' }],
  })
})

test('a token that says it is signed by nothing, by another key, or that lasts for hours is no delivery', async () => {
  const body = '{"event":"room_started","id":"EV_1"}'
  const genuine = livekit.sign(body, { secret: 'APIdemo:s', at: new Date(at), id: '1', sandboxUrl: '' })
  const [head = '', claims = '', signature = ''] = (genuine.headers['authorization'] ?? '').split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const token of [
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    `Bearer ${head}.${claims}.${signature}`,
    `${head}.${claims}.${signature}.x`,
  ])
    expect(await verdictOf(livekit, 'APIdemo:s', post(body, { authorization: token }))).toMatchObject({ reason: 'bad-signature' })
  expect(await verdictOf(livekit, 'APIother:s', genuine)).toMatchObject({ reason: 'bad-signature' })
  expect(await verdictOf(livekit, 'APIdemo:s', { ...genuine, body: '{"event":"room_started","id":"EV_2"}' })).toMatchObject({
    reason: 'bad-signature',
  })
})

test('a word with a colon in it never makes two facts look like one', () => {
  expect(keyOf('a:b', 'c')).not.toBe(keyOf('a', 'b:c'))
  const word = fc.string({ maxLength: 6, unit: fc.constantFrom('a', ':', '%', '3', 'A') })
  const readBack = (key: string) => key.split(':').map((part) => part.replaceAll('%3A', ':').replaceAll('%25', '%'))
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => expect(readBack(keyOf(...words))).toEqual(words)))
})
