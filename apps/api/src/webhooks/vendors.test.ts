import { rows, sql } from '@mas/db'
import { createEgress } from '@mas/providers/egress'
import { inboundVendors } from '@mas/providers/inbound'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { makeInboundWebhooks, readSlots } from '@mas/providers/slots'
import { useHarness } from '@mas/testing'
import '@mas/wiring'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'

const harness = useHarness({ poolSize: 20 })
/** The edge needs to know where the sandbox listens, and the sandbox where the edge does. */
let handle: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 })
const edge = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => handle(request) })
let sandbox: Sandbox | undefined
beforeAll(async () => {
  sandbox = await startSandbox({
    httpPort: 0,
    smtpPort: 0,
    clock: { now: () => harness.clock.now() },
    webhooksUrl: `${edge.url.origin}/webhooks`,
  })
  const answer = readSlots({ SANDBOX_HTTP_PORT: String(sandbox.httpPort), SANDBOX_SMTP_PORT: String(sandbox.smtpPort) })
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  const egress = createEgress({ resolve: () => Promise.resolve(['127.0.0.1']), loopback: true })
  const app = testApp(harness, { webhooks: makeInboundWebhooks(answer.slots['vendor-webhooks'], egress) })
  handle = (request) => app.fetch(request)
})
afterAll(() => Promise.all([edge.stop(true), sandbox?.stop()]))

const playAll = async (fault?: 'bad-signature' | 'twice' | 'late' | 'out-of-order') =>
  new Map(
    await Promise.all(
      inboundVendors.map(async ({ provider }) => {
        const played = await sandbox?.vendors.play(provider, fault === undefined ? {} : { fault })
        return [provider, (played ?? []).map(({ status }) => status)] as const
      }),
    ),
  )
const refused = (played: ReadonlyMap<string, readonly number[]>) =>
  [...played].filter(([, statuses]) => statuses.some((status) => status !== 200))
const stored = async () => {
  const found = await rows<{ provider: string; n: number }>(
    harness.runtime.driver.db,
    sql`select provider, count(*)::int as n from webhooks.inbox group by provider`,
  )
  return new Map(found.map(({ provider, n }) => [provider, n]))
}
const Answers = z.array(z.object({ status: z.number() }))
const unsigned = ['exotel', 'judge0', 'graphy', 'leegality']

test('what every vendor tells is taken, kept once however often it comes and in whatever order, and waits as ignored until somebody handles it', async () => {
  const clean = await playAll()
  expect(refused(clean)).toEqual([])
  const before = await stored()
  expect([...before.keys()].toSorted()).toEqual(inboundVendors.map(({ provider }) => provider).toSorted())
  // Two statuses in one body, a message, and a verdict on a template.
  expect(before.get('whatsapp')).toBe(5)
  // A handshake is no item.
  expect([clean.get('sns')?.length, before.get('sns')]).toEqual([2, 1])
  for (const fault of ['twice', 'out-of-order'] as const) expect(refused(await playAll(fault))).toEqual([])
  const thrice = new Map([...before].map(([provider, n]) => [provider, n * 3]))
  expect(await stored()).toEqual(thrice)
  await harness.drain()
  const left = sql`select distinct state, outcome ->> 'reason' as reason from webhooks.inbox`
  expect(await rows(harness.runtime.driver.db, left)).toEqual([{ state: 'ignored', reason: 'nobody handles this vendor yet' }])
})

test('what is forged or late is refused and leaves no row; of a path that is not ours nothing is even counted', async () => {
  const before = await stored()
  const forged = await playAll('bad-signature')
  for (const [provider, answers] of forged)
    expect([provider, new Set(answers)]).toEqual([provider, new Set([unsigned.includes(provider) && provider !== 'leegality' ? 404 : 401])])
  expect(await stored()).toEqual(before)
  const counted = await rows<{ provider: string }>(harness.runtime.driver.db, sql`select distinct provider from webhooks.rejections`)
  for (const { provider } of counted) expect(unsigned.slice(0, 3)).not.toContain(provider)
  const late = await playAll('late')
  const timed = ['livekit', 'sns', 'elevenlabs', 'retell', 'vapi', 'class-agent', 'miss-ozone']
  for (const provider of timed) expect([provider, new Set(late.get(provider))]).toEqual([provider, new Set([401])])
})

test('the page of the sandbox has a vendor tell its story, or bodies of the caller’s', async () => {
  const tell = (body: object) =>
    fetch(`${sandbox?.httpUrl}/vendor-webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const event = '{"event":"refund.processed"}'
  expect(await (await tell({ provider: 'razorpay', bodies: [event] })).json()).toEqual([{ body: event, status: 200 }])
  expect([(await tell({ provider: 'nobody' })).status, (await tell({ provider: 'razorpay', fault: 'x' })).status]).toEqual([404, 400])
  sandbox?.faults['vendor-webhooks'].add('bad-signature')
  const form = await fetch(`${sandbox?.httpUrl}/vendor-webhooks`, {
    method: 'POST',
    body: new URLSearchParams({ provider: 'vapi', fault: '' }),
  })
  expect(new Set(Answers.parse(await form.json()).map(({ status }) => status))).toEqual(new Set([401]))
  expect(await (await fetch(`${sandbox?.httpUrl}/`)).text()).toContain('<option>razorpay</option>')
})
