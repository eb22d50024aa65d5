import { describe, expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import type { EmailEvent } from '@mas/kernel/ports/email-events'
import { describeEmailSender, fullEmail } from '../contract.ts'
import { createMailStore } from '../mail-store.ts'
import { createEmailFaults } from '../sandbox-faults.ts'
import { createResendSender } from './client.ts'
import { resendSandbox } from './sandbox.ts'
import type { WebhookTarget } from './sandbox-events.ts'
import { sandboxResend } from './sandbox-keys.ts'
import { svixSignature } from './svix.ts'
import { createResendEvents } from './webhook.ts'

const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='

function startSandbox(webhook?: WebhookTarget) {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const store = createMailStore()
  const faults = createEmailFaults()
  const app = resendSandbox({ store, faults, clock, slowMs: 4_000, ...(webhook === undefined ? {} : { webhook }) })
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
  const senderAt = (url: string, apiKey: string = sandboxResend.apiKey) =>
    createResendSender({ mode: 'sandbox', url, apiKey, clock, log: silentLog, timeoutMs: 2_000 })
  return { clock, store, faults, senderAt, url: server.url.origin, stop: () => server.stop(true) }
}

describeEmailSender('Resend', async () => {
  const { store, senderAt, url, stop } = startSandbox()
  return {
    sender: senderAt(url),
    unreachable: senderAt('http://127.0.0.1:1'),
    mailsTo: (to) => store.list({ to }),
    stop,
  }
})

describe('Resend', () => {
  test('the same key with another body is never mailed, and what went out under it stays in doubt', async () => {
    const { store, senderAt, url, stop } = startSandbox()
    const email = fullEmail('asha@people.example')
    await senderAt(url).send(email, 'email/1')
    const other = await senderAt(url).send({ ...email, subject: 'Other' }, 'email/1')
    expect(other).toEqual({ outcome: 'in_doubt', reason: 'send-email: invalid_idempotent_request' })
    expect(store.list()).toHaveLength(1)
    await stop()
  })

  test('a wrong key condemns the account, not the mail', async () => {
    const { senderAt, url, stop } = startSandbox()
    const answer = await senderAt(url, 're_wrong').send(fullEmail('asha@people.example'), 'email/1')
    expect(answer).toMatchObject({ outcome: 'refused', retry: 'other-provider' })
    await stop()
  })
})

describe('Resend webhooks', () => {
  const clock = fixedClock('2025-10-09T08:53:20Z')
  const events = createResendEvents({ mode: 'live', secret, clock })
  const body = '{"type":"email.bounced","created_at":"2026-01-02T03:04:05.000Z","data":{"email_id":"e1"}}'
  const headers = {
    'svix-id': 'msg_demo_r1',
    'svix-timestamp': '1760000000',
    'svix-signature': 'v1,lXiHB6JDIBvqFmD9UuBG2hk+ji/Q0rvbezhUSrUy8Y8=',
  }
  const verify = (raw: string, changed: object = {}) => events.verify(new TextEncoder().encode(raw), { ...headers, ...changed })

  test('a genuine one is read, also among several signatures', async () => {
    const event: EmailEvent = {
      eventId: 'msg_demo_r1',
      type: 'bounced',
      providerId: 'e1',
      at: new Date('2026-01-02T03:04:05Z'),
      recipients: [],
    }
    expect(await verify(body)).toEqual({ verified: true, eventId: 'msg_demo_r1', type: 'email.bounced', secretVersion: 2, events: [event] })
    const rotated = { 'svix-signature': `v1,${'A'.repeat(43)}= ${headers['svix-signature']}` }
    expect(await verify(body, rotated)).toMatchObject({ verified: true })
  })

  test.each([
    ['a changed byte', body.replace('e1', 'e2'), {}, 'bad-signature'],
    ['another id', body, { 'svix-id': 'msg_demo_r2' }, 'bad-signature'],
    ['another time', body, { 'svix-timestamp': '1760000001' }, 'bad-signature'],
    ['no signature', body, { 'svix-signature': undefined }, 'bad-signature'],
    ['a short signature', body, { 'svix-signature': 'v1,AAAA' }, 'bad-signature'],
    ['a signature of another version', body, { 'svix-signature': headers['svix-signature'].replace('v1', 'v1a') }, 'bad-signature'],
    ['the signature in hex', body, { 'svix-signature': 'v1,9578a1' }, 'bad-signature'],
    ['a thousand signatures', body, { 'svix-signature': `v1,${'A'.repeat(43)}= `.repeat(1_000) }, 'bad-signature'],
    ['a strange timestamp', body, { 'svix-timestamp': '1e9' }, 'malformed'],
    ['an id with a line break', body, { 'svix-id': 'msg\r\n' }, 'malformed'],
  ])('%s is not believed', async (_, raw, changed, reason) => {
    expect<unknown>(await verify(raw, changed)).toEqual({ verified: false, reason })
  })

  test('while a secret is rotated the one before is good as well, and which it was is told', async () => {
    const next = createResendEvents({ mode: 'live', secret: 'whsec_bmV3LXNlY3JldC1vZi0yNC1ieXRlcw==', previous: { secret }, clock })
    expect(await next.verify(new TextEncoder().encode(body), headers)).toMatchObject({ verified: true, secretVersion: 1 })
    const rotated = (at: string) =>
      createResendEvents({
        mode: 'live',
        secret: 'whsec_bmV3LXNlY3JldC1vZi0yNC1ieXRlcw==',
        previous: { secret, rotatedAt: new Date(at) },
        clock,
      })
    expect(await rotated('2025-10-08T08:53:20Z').verify(new TextEncoder().encode(body), headers)).toMatchObject({ secretVersion: 1 })
    expect(await rotated('2025-10-08T08:53:19Z').verify(new TextEncoder().encode(body), headers)).toEqual({
      verified: false,
      reason: 'bad-signature',
    })
  })

  test('what is signed and cannot be understood is told from what is about no mail', async () => {
    const signed = (raw: string) => {
      const bytes = new TextEncoder().encode(raw)
      const stamp = { id: 'msg_1', timestamp: '1760000000' }
      return events.verify(bytes, {
        'svix-id': 'msg_1',
        'svix-timestamp': '1760000000',
        'svix-signature': svixSignature(secret, stamp, bytes),
      })
    }
    for (const raw of ['', '{', '[]', '{"type":7}', '{"data":{}}'])
      expect(await signed(raw)).toEqual({ verified: true, secretVersion: 2, events: 'unparseable' })
    const other = '{"type":"contact.created","created_at":"2026-01-02T03:04:05.000Z","data":{"id":"c1"}}'
    expect(await signed(other)).toEqual({ verified: true, eventId: 'msg_1', type: 'contact.created', secretVersion: 2, events: [] })
  })

  test('a replay is not believed after five minutes', async () => {
    const at = (iso: string) => createResendEvents({ mode: 'live', secret, clock: fixedClock(iso) })
    const raw = new TextEncoder().encode(body)
    expect(await at('2025-10-09T08:58:20Z').verify(raw, headers)).toMatchObject({ verified: true })
    for (const late of ['2025-10-09T08:58:21Z', '2025-10-09T08:48:19Z'])
      expect(await at(late).verify(raw, headers)).toEqual({ verified: false, reason: 'stale' })
  })

  test('the look-alike sends what the address asks for, signed: bounces, complaints, twice, out of order', async () => {
    const seen: EmailEvent[] = []
    let wanted = 0
    let complete = () => {}
    const sandboxClock = fixedClock('2026-11-23T10:00:00Z')
    const reader = createResendEvents({ mode: 'sandbox', secret, clock: sandboxClock })
    const hook = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        const answer = await reader.verify(new Uint8Array(await request.arrayBuffer()), Object.fromEntries(request.headers))
        if (answer.verified && answer.events !== 'unparseable') seen.push(...answer.events)
        if (seen.length === wanted) complete()
        return new Response(null, { status: answer.verified ? 200 : 401 })
      },
    })
    const { senderAt, url, stop } = startSandbox({ url: hook.url.href, secret })
    const eventsOf = async (local: string, count: number) => {
      seen.length = 0
      wanted = count
      const all = new Promise<void>((resolve) => {
        complete = resolve
      })
      await senderAt(url).send(fullEmail(`${local}@people.example`), crypto.randomUUID())
      await all
      return seen.map(({ type, permanent }) => (permanent === undefined ? type : `${type} ${permanent ? 'for good' : 'for now'}`))
    }
    expect(await eventsOf('asha', 2)).toEqual(['sent', 'delivered'])
    expect(await eventsOf('bounce', 2)).toEqual(['sent', 'bounced for good'])
    expect(await eventsOf('soft', 2)).toEqual(['sent', 'bounced for now'])
    expect(await eventsOf('complain', 3)).toEqual(['sent', 'delivered', 'complained'])
    expect(await eventsOf('outoforder', 2)).toEqual(['delivered', 'sent'])
    expect(await eventsOf('late-bounce', 3)).toEqual(['sent', 'delivered', 'bounced for good'])
    expect(await eventsOf('twice', 4)).toEqual(['sent', 'sent', 'delivered', 'delivered'])
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(2)
    await Promise.all([hook.stop(true), stop()])
  })
})
