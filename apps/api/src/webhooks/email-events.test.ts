import { sql } from '@mas/db'
import { checkAddress, getEmail, listEmails, notifyImportFinished, queueEmail } from '@mas/domain/notifications'
import { inTx, newId, silentLog, system, type Clock } from '@mas/kernel'
import { createResendEvents, createResendSender, inboundEmail, sandboxResend, svixSignature } from '@mas/providers/email/resend'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { someone } from '@mas/testing'
import { useNotifications } from '@mas/testing/notifications-world'
import '@mas/wiring'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

const now: Clock = { now: () => harness.clock.now() }
let running: { server: Server; sandbox: Sandbox } | undefined
const world = useNotifications({
  emailSender: {
    mode: 'sandbox',
    vendor: 'resend',
    repeatable: true,
    send: (mail, key) =>
      createResendSender({
        mode: 'sandbox',
        url: `${running?.sandbox.httpUrl ?? ''}/resend`,
        apiKey: sandboxResend.apiKey,
        clock: now,
        log: silentLog,
      }).send(mail, key),
  },
})
const { harness } = world
beforeAll(async () => {
  const events = createResendEvents({ mode: 'sandbox', secret: sandboxResend.webhookSecret, clock: now })
  const server = serveOnBun(testApp(harness, { webhooks: [inboundEmail(events)] }), 0)
  const emailWebhook = { url: `${server.url}/webhooks/resend`, secret: sandboxResend.webhookSecret }
  running = { server, sandbox: await startSandbox({ httpPort: 0, smtpPort: 0, clock: now, emailWebhook }) }
})
afterAll(async () => {
  await running?.sandbox.stop()
  await running?.server.stop(0)
})

async function sent(to: string, events: number) {
  const data = { headline: 'h', summary: 's', link: 'https://mas.example' }
  await inTx(harness.ctx(system('test')), (t) => queueEmail(t, { kind: 'product-news', address: to, data, dedupeKey: newId() }))
  await harness.drain()
  const told = () =>
    world.rows<{ id: string }>(sql`select id from webhooks.inbox where provider = 'resend' and encode(raw, 'escape') like ${`%${to}%`}`)
  // The sandbox tells in its own time, over real HTTP.
  while ((await told()).length < events) await new Promise((resume) => setTimeout(resume, 10))
  expect((await harness.drain()).dead).toEqual([])
  const [mail] = (await listEmails(harness.ctx(someone('ADMIN')), { address: to })).items
  return getEmail(harness.ctx(someone('ADMIN')), { emailId: mail?.id ?? '' })
}

test('what the provider tells of a mail, signed, ends as its state: delivered; told twice is once', async () => {
  const { email, events } = await sent(`twice+${newId()}@people.example`, 2)
  expect(email.state).toBe('delivered')
  expect(events.map(({ type }) => type).toSorted()).toEqual(['delivered', 'sent'])
})

test('a bounce for good stops every further mail to the address', async () => {
  const to = `bounce+${newId()}@people.example`
  expect((await sent(to, 2)).email.state).toBe('bounced')
  expect(await checkAddress(harness.ctx(system('test')), { address: to })).toMatchObject({ ok: false, reason: 'hard-bounce' })
})

test('what is signed and cannot be understood is kept as dead, what is about no mail as ignored, and late is counted as late', async () => {
  const post = async (id: string, body: string, at = now.now()) => {
    const timestamp = String(Math.floor(at.getTime() / 1000))
    const signature = svixSignature(sandboxResend.webhookSecret, { id, timestamp }, new TextEncoder().encode(body))
    const headers = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature }
    return (await fetch(`${running?.server.url}/webhooks/resend`, { method: 'POST', headers, body })).status
  }
  const contact = '{"type":"contact.created","data":{"id":"c1"}}'
  expect([await post('m1', '{"type":'), await post('m2', contact), await post('m2', contact)]).toEqual([200, 200, 200])
  expect(await post('m3', contact, new Date(now.now().getTime() - 301_000))).toBe(401)
  expect((await harness.drain()).dead).toEqual([])
  const kept = sql`select state, event_type as type from webhooks.inbox where provider = 'resend' and (event_type = 'contact.created' or encode(raw, 'escape') = '{"type":') order by state`
  expect(await world.rows(kept)).toEqual([
    { state: 'dead', type: expect.any(String) },
    { state: 'ignored', type: 'contact.created' },
  ])
  expect(await world.rows(sql`select reason, count from webhooks.rejections where provider = 'resend'`)).toEqual([
    { reason: 'stale', count: 1 },
  ])
})

test('an outcome in doubt is asked again under its key ten minutes later: the same mail byte for byte, so it went out once and counts as sent', async () => {
  const reader = world.person()
  // Taken without an answer, and away when the sender asks again: nobody knows.
  running?.sandbox.faults.email.add('drop')
  running?.sandbox.faults.email.add('unavailable')
  await inTx(harness.ctx(system('test')), (t) =>
    notifyImportFinished(t, {
      importId: newId(),
      by: reader.userId,
      counts: { created: 1, matched: 0, updated: 0, rejected: 0 },
      drift: 0,
    }),
  )
  await harness.drain()
  const stateOf = async () => (await listEmails(harness.ctx(someone('ADMIN')), { address: reader.address })).items[0]?.state
  expect(await stateOf()).toBe('in_doubt')
  await world.pass(new Date(harness.clock.now().getTime() + 11 * 60_000).toISOString())
  expect(await stateOf()).toMatch(/^(sent|delivered)$/)
  expect(running?.sandbox.mails({ to: reader.address })).toHaveLength(1)
})
