import { newSigningSecret, webhooksFor } from '@mas/domain/webhooks'
import { inTx, system } from '@mas/kernel'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'

// eslint-disable-next-line mas/owner-is-own-domain -- the edge's test stands for any owner
const owner = webhooksFor('vendors')
const harness = useHarness()
let sandbox: Sandbox | undefined
beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock: harness.clock })
})
afterAll(() => sandbox?.stop())
const Answer = z.object({ json: z.record(z.string(), z.unknown()) })

const ask = async (verb: string, input: unknown, role = 'ADMIN') => {
  const url = `/trpc/webhooks.${verb}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
  const answer = await testApp(harness).request(url, { headers: { authorization: `Bearer ${role}` } })
  const body: unknown = await answer.json()
  const done = z.object({ result: z.object({ data: Answer }) }).safeParse(body)
  const refused = z.object({ error: z.object({ json: z.object({ data: z.object({ code: z.string() }) }) }) }).safeParse(body)
  return { status: answer.status, json: done.data?.result.data.json, text: JSON.stringify(body), code: refused.data?.error.json.data.code }
}

test('the scenario of an endpoint that fails once: seen at the edge while it waits, explained, and delivered; secrets are never shown', async () => {
  const ctx = () => harness.ctx(system('test'))
  const secret = newSigningSecret()
  const url = `${sandbox?.httpUrl}/webhook-receiver/partner`
  // The receiver is told over its own HTTP door what to verify with and what to play.
  await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secrets: [secret], script: ['503', '200'] }),
  })
  const target = await owner.checkUrl(ctx(), { url, mode: 'sandbox' })
  await inTx(ctx(), (t) => owner.upsertEndpoint(t, { ref: 'partner', target, secrets: [{ secret }] }))
  const enqueue = (sequence: number) =>
    inTx(ctx(), (t) =>
      owner.enqueueDelivery(t, {
        endpointRef: 'partner',
        orderKey: 'lead-1',
        sequence,
        type: 'lead.updated',
        body: `{"sequence":${sequence}}`,
        cause: 'event-1',
      }),
    )
  const [first, second] = [await enqueue(1), await enqueue(2)]
  await harness.drain()
  const endpoints = await ask('listEndpoints', { ownerDomain: 'vendors' })
  expect(endpoints.json).toMatchObject({ items: [{ ref: 'partner', state: 'enabled', failuresInARow: 1, allowedInFlight: 2, pending: 2 }] })
  expect(endpoints.text).not.toContain('whsec_')
  expect(endpoints.text).not.toContain('sealed')
  expect((await ask('explainDelivery', { id: second.messageId })).json).toMatchObject({ why: 'behind', behind: first.messageId })
  expect((await ask('explainDelivery', { id: first.messageId })).json).toMatchObject({
    why: 'not-yet-due',
    lastStatus: 503,
    attemptsLeft: 9,
  })
  harness.clock.advance(6_000)
  await harness.drain()
  expect((await ask('getMessage', { id: first.messageId })).json).toMatchObject({
    state: 'delivered',
    body: '{"sequence":1}',
    cause: 'event-1',
    attempts: [
      { n: 1, status: 503 },
      { n: 2, status: 200 },
    ],
  })
  expect((await ask('listMessages', { cause: 'event-1' })).json).toMatchObject({ items: [{}, {}], nextCursor: null })
  const received = await (await fetch(url)).json()
  expect(received).toMatchObject([
    { id: first.messageId, attempt: 1, signature: 'valid', answered: '503' },
    { id: first.messageId, attempt: 2, signature: 'valid', answered: '200' },
    { id: second.messageId, attempt: 1, signature: 'valid', answered: '200' },
  ])
})

test('bad input and other roles get their documented code, never a fault', async () => {
  for (const verb of ['listEndpoints', 'listMessages'])
    for (const input of [{ cursor: 'x' }, { limit: 0 }, { state: 'odd' }, { more: 1 }, 'text'])
      expect((await ask(verb, input)).status).toBe(400)
  for (const verb of ['getMessage', 'explainDelivery']) {
    for (const id of ['', 'msg_1', `msg_${'F'.repeat(32)}`, "msg_' or 1=1", '\u0000']) expect((await ask(verb, { id })).status).toBe(400)
    expect(await ask(verb, { id: `msg_${'0'.repeat(32)}` })).toMatchObject({ status: 404, code: 'webhooks.message-not-found' })
  }
  expect(await ask('listMessages', { endpointRef: 'nobody' })).toMatchObject({ status: 404, code: 'webhooks.endpoint-unknown' })
  for (const verb of ['listEndpoints', 'listMessages'])
    for (const role of ['FINANCE', 'SALES', 'USER']) expect((await ask(verb, {}, role)).status).toBe(403)
})
