import { rows, sql } from '@mas/db'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { testApp } from './edge-fixture.ts'
import { Problem } from './http/problem.ts'

const harness = useHarness()
const json = { 'content-type': 'application/json' }
const admin = { authorization: 'Bearer ADMIN' }

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  return Problem.parse(await answer.json())
}

test('every answer carries a request id: the caller’s where it is harmless, else a new one', async () => {
  const app = testApp(harness)
  expect((await app.request('/healthz', { headers: { 'x-request-id': 'trace-12345678' } })).headers.get('x-request-id')).toBe(
    'trace-12345678',
  )
  const made = await app.request('/nowhere', { headers: { 'x-request-id': 'a b<script>' } })
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect((await problemOf(made)).requestId).toBe(made.headers.get('x-request-id') ?? '')
})

test('what does not exist is a 404 problem, a wrong method a 405 that names the right ones', async () => {
  const app = testApp(harness)
  expect(await problemOf(await app.request('/nowhere'))).toMatchObject({
    status: 404,
    code: 'request.not-found',
    kind: 'not-found',
    instance: '/nowhere',
    type: '/reference/errors#request.not-found',
  })
  const wrong = await app.request('/healthz', { method: 'DELETE' })
  expect(await problemOf(wrong)).toMatchObject({ status: 405, code: 'request.method-not-allowed' })
  expect(wrong.headers.get('allow')).toBe('GET')
})

test('a body over 1 MiB is 413, whether its length was told or not', async () => {
  const app = testApp(harness)
  const huge = 'x'.repeat(1024 * 1024 + 1)
  const told = await app.request('/v1/status', { method: 'POST', body: huge, headers: { 'content-length': String(huge.length) } })
  expect(await problemOf(told)).toMatchObject({ status: 413, code: 'request.too-large' })
  const streamed = new Request('http://localhost/v1/status', { method: 'POST', body: new Blob([huge]).stream() })
  expect((await app.request(streamed)).status).toBe(413)
  const overTrpc = await app.request('/trpc/settings.setSetting', { method: 'POST', body: huge, headers: json })
  expect(overTrpc.status).toBe(413)
  expect(await overTrpc.json()).toMatchObject({ error: { json: { data: { code: 'request.too-large', httpStatus: 413 } } } })
})

test('only listed origins may read answers, and preflights name what they may send', async () => {
  const app = testApp(harness)
  const ask = (origin: string, method = 'GET', headers = {}) => app.request('/healthz', { method, headers: { origin, ...headers } })
  const listed = await ask('https://app.example.in')
  expect(listed.headers.get('access-control-allow-origin')).toBe('https://app.example.in')
  expect(listed.headers.get('access-control-allow-credentials')).toBe('true')
  const foreign = await ask('https://evil.example')
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  expect(foreign.headers.get('vary')).toContain('origin')
  const preflight = await ask('https://app.example.in', 'OPTIONS', { 'access-control-request-method': 'POST' })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key')
  expect(
    (await ask('https://evil.example', 'OPTIONS', { 'access-control-request-method': 'POST' })).headers.get('access-control-allow-origin'),
  ).toBeNull()
})

test('a foreign page cannot act with the cookies of a signed-in person', async () => {
  const app = testApp(harness)
  const act = (origin: string) =>
    app.request('/trpc/settings.setSetting', { method: 'POST', headers: { ...json, cookie: 'session=1', origin }, body: '{"json":{}}' })
  expect((await act('https://evil.example')).status).toBe(403)
  expect((await act('https://app.example.in')).status).toBe(401)
  const form = await app.request('/trpc/settings.setSetting', { method: 'POST', headers: { cookie: 'session=1' }, body: new FormData() })
  expect(form.status).toBe(415)
})

test('answers are not stored, framed or sniffed', async () => {
  const { headers } = await testApp(harness).request('/trpc/settings.listSettings', { headers: admin })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

test('the access line names caller, path and time, and never the query or deeper parts of a path', async () => {
  const app = testApp(harness, { trustedProxies: 1 })
  await app.request('/trpc/settings.listSettings?input=secretquery', {
    headers: { ...admin, 'x-forwarded-for': '6.6.6.6, 198.51.100.4', 'x-request-id': 'look-for-me' },
  })
  await app.request('/webhooks/exotel/unguessable-part', { method: 'POST' })
  const line = harness
    .logged()
    .split('\n')
    .find((text) => text.includes('look-for-me') && text.includes('"message":"request"'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ path: '/trpc/settings.listSettings', status: 400, ip: '198.51.100.4' })
  expect(harness.logged()).not.toContain('unguessable-part')
  expect(harness.logged()).not.toContain('secretquery')
})

test('readiness asks the database; metrics and details are for this machine and for operators', async () => {
  const ops = {
    databaseUrl: harness.databaseUrl,
    version: '1.2.3',
    providers: [{ slot: 'email', mode: 'sandbox', note: 'smtp' }],
    queues: [],
    token: 'operators-token-1',
    draining: () => false,
  } as const
  const app = testApp(harness, { ops })
  const ready = await app.request('/readyz?detail=1')
  expect(ready.status).toBe(200)
  expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', migrations: 'ok', queues: 'ok' } })
  expect((await app.request('/metrics')).status).toBe(404)
  expect((await app.request('/metrics', { headers: { authorization: 'Bearer wrong' } })).status).toBe(404)
  const metrics = await app.request('/metrics', { headers: { authorization: 'Bearer operators-token-1' } })
  expect(await metrics.text()).toContain('mas_http_requests_total{route="readyz",status="200"} 1')
  const detail = await app.request('/readyz?detail=1', {}, { peerAddress: () => '::ffff:127.0.0.1' })
  expect(await detail.json()).toMatchObject({ version: '1.2.3', providers: [{ slot: 'email' }], outboxLagMs: 0, audit: { ok: true } })
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-proto']) {
    const proxied = await app.request('/metrics', { headers: { [header]: '203.0.113.9' } }, { peerAddress: () => '127.0.0.1' })
    expect([header, proxied.status]).toEqual([header, 404])
  }
})

test('operators see a broken audit chain, and the product keeps running', async () => {
  await rows(
    harness.runtime.driver.db,
    sql`insert into audit.verifications (id, kind, started_at, finished_at, "from", "to", entries, result, first_fault)
        values (gen_random_uuid(), 'all', now(), now(), '{}', '{}', 1, 'fault', '{"chain":3,"seq":7,"kind":"edited"}')`,
  )
  const detail = await testApp(harness).request('/readyz?detail=1', {}, { peerAddress: () => '127.0.0.1' })
  expect(detail.status).toBe(200)
  expect(await detail.json()).toMatchObject({ status: 'ready', audit: { ok: false, fault: { chain: 3, seq: 7 }, lateAnchors: 0 } })
})

test('readiness says no while queues or migrations are missing, and while the process drains', async () => {
  const ops = {
    databaseUrl: harness.databaseUrl,
    version: '1',
    providers: [],
    queues: ['webhooks.process', 'no.such-queue'],
    draining: () => false,
  }
  const missing = await testApp(harness, { ops }).request('/readyz')
  expect(missing.status).toBe(503)
  expect(await missing.json()).toMatchObject({ status: 'not-ready', checks: { queues: '1 missing' } })
  const draining = await testApp(harness, { ops: { ...ops, queues: [], draining: () => true } }).request('/readyz')
  expect(draining.status).toBe(503)
})

test('the reference is ours to the last byte and lists every verb', async () => {
  const app = testApp(harness)
  const page = await (await app.request('/reference')).text()
  expect(page).not.toMatch(/https?:\/\//)
  const script = await app.request('/reference/scalar.js')
  expect([script.status, script.headers.get('content-encoding')]).toEqual([200, 'gzip'])
  expect((await app.request('/reference/scalar.js', { headers: { 'if-none-match': script.headers.get('etag') ?? '' } })).status).toBe(304)
  expect(await (await app.request('/reference/verbs')).text()).toContain('settings.setSetting')
  expect(await (await app.request('/reference/errors')).text()).toContain('id="request.too-many"')
  const verbs = JSON.stringify(await (await app.request('/reference/verbs.json')).json())
  expect(verbs).toContain('webhooks.replayInbox')
})
