import { anonymous } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { connect } from 'node:net'
import { expect, test } from 'bun:test'
import { resolveActor } from './auth/resolve-actor.ts'
import { testApp } from './edge-fixture.ts'
import { serveOnBun } from './serve-bun.ts'

const harness = useHarness()
const json = { 'content-type': 'application/json' }
const everyKind = [
  '/healthz',
  '/nowhere',
  '/trpc/identity.getMe',
  '/trpc/nonsense',
  '/reference',
  '/reference/verbs',
  '/u/broken',
  '/f/none',
  '/v1/status',
  '/ops',
]

test('every answer forbids framing, plug-ins, foreign bases, sniffing, referrers and shared windows', async () => {
  const app = testApp(harness)
  for (const path of everyKind) {
    const { headers } = await app.request(path)
    const policy = headers.get('content-security-policy') ?? ''
    for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect([path, policy]).toEqual([path, expect.stringContaining(directive)])
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
    expect([path, headers.get('cross-origin-opener-policy')]).toEqual([path, 'same-origin'])
    expect([path, headers.get('referrer-policy')]).toMatchObject([path, expect.stringMatching(/^(no-referrer|same-origin)$/)])
    expect([path, headers.get('server'), headers.get('x-powered-by')]).toEqual([path, null, null])
  }
})

test('text says its character set, and what is shown in a browser is markup of ours only', async () => {
  const app = testApp(harness)
  for (const path of everyKind) {
    const type = (await app.request(path)).headers.get('content-type') ?? ''
    expect([path, type]).toEqual([path, expect.stringMatching(/^(application\/(problem\+)?json|text\/html; charset=utf-8)$/)])
  }
  const reflected = await app.request('/%3Cscript%3Ealert(1)%3C/script%3E')
  expect(reflected.headers.get('content-type')).toBe('application/problem+json')
})

test('over https browsers are told to stay there for a year, subdomains too, and nothing is ever redirected', async () => {
  const app = testApp(harness, { publicUrl: 'https://api.example.in' })
  for (const path of everyKind) {
    const answer = await app.request(path)
    expect([path, answer.headers.get('strict-transport-security')]).toEqual([path, 'max-age=31536000; includeSubDomains'])
    expect([path, answer.status >= 300 && answer.status < 400]).toEqual([path, false])
  }
})

test('methods nobody offers are refused, source control and files of the checkout are not there', async () => {
  const app = testApp(harness)
  for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH']) {
    expect([method, (await app.request(new Request('http://localhost/healthz', { method }))).status]).toEqual([method, 405])
    expect([method, (await app.request(new Request('http://localhost/trpc/identity.getMe', { method }))).status]).toEqual([method, 405])
  }
  for (const path of [
    '/.git/config',
    '/package.json',
    '/.env',
    '/reference/',
    '/files/',
    '/reference/../package.json',
    '/..%2fpackage.json',
  ])
    expect([path, (await app.request(path)).status]).toEqual([path, 404])
})

test('credentials are read from headers and bodies, never from an address', async () => {
  const app = testApp(harness, { resolveActor })
  for (const query of ['access_token=a.b.c', 'token=a.b.c', 'authorization=Bearer%20a.b.c'])
    expect(await (await app.request(`/trpc/identity.getMe?${query}`)).json()).toMatchObject({
      error: { json: { data: { code: 'request.unauthenticated' } } },
    })
  const unsigned = [{ alg: 'none', typ: 'at+jwt' }, { sub: crypto.randomUUID() }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const answer = await app.request('/trpc/identity.getMe', { headers: { authorization: `Bearer ${unsigned.join('.')}.AAAA` } })
  expect(await answer.json()).toMatchObject({ error: { json: { data: { code: 'identity.access-invalid' } } } })
})

test('what changes something is no GET, and unknown, doubled or inherited fields are refused', async () => {
  const app = testApp(harness)
  expect((await app.request('/trpc/identity.signOut?input=%7B%22json%22%3A%7B%7D%7D')).status).toBe(405)
  const odd = '{"json":{"email":"a@b.in","password":"x","__proto__":{"role":"ADMIN"},"role":"ADMIN"}}'
  expect((await app.request('/trpc/identity.signIn', { method: 'POST', headers: json, body: odd })).status).toBe(400)
  expect(Reflect.get({}, 'role')).toBeUndefined()
  expect((await app.request('/trpc/identity.getMe?batch=1&batch=0&input=1&input=2')).status).toBe(400)
})

/** Sends bytes as they are and answers the status lines that came back until the other side hung up. */
function raw(port: number, bytes: string): Promise<string[]> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(port, 'localhost', () => socket.end(bytes))
    socket.on('data', (more) => (said += more.toString()))
    // A server that hangs up while we speak is an answer, too.
    socket.on('error', () => {})
    socket.on('close', () => resolve(said.split('\r\n').flatMap((line) => /^HTTP\/1\.1 (\d+)/.exec(line)?.[1] ?? [])))
  })
}

test('no message with two meanings of its end is served, and nothing behind it is taken for a request', async () => {
  const server = serveOnBun(testApp(harness), 0)
  const port = Number(new URL(server.url).port)
  const post = (headers: string, body: string) =>
    `POST /trpc/identity.signIn HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const message of [
    post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${smuggled}`),
    post('Content-Length: 2\r\nContent-Length: 3', `{}${smuggled}`),
    post('Content-Length: +2', `{}${smuggled}`),
    post('Content-Length : 2', `{}${smuggled}`),
    post('Transfer-Encoding: xchunked', `0\r\n\r\n${smuggled}`),
    post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${smuggled}`),
    post('Transfer-Encoding: chunked', `0x2\r\n{}\r\n0\r\n\r\n${smuggled}`),
  ])
    expect([message, await raw(port, message)]).toEqual([message, ['400']])
  expect(await raw(port, post('X-Folded: a\r\n b', ''))).toEqual(['400'])
  expect(await raw(port, `GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`)).toEqual(['200'])
  await server.stop(100)
})

test('a request without a host that is one is refused as such: no fault, and never another path than the one asked for', async () => {
  const server = serveOnBun(testApp(harness), 0)
  const port = Number(new URL(server.url).port)
  const body = '{"json":{}}'
  for (const host of ['[::', 'ev il', 'a@b', 'x/y', 'a?b', 'x#y', '', 'a:99999', 'http://evil', 'ex%zzample', 'x, evil.example'])
    for (const path of ['/ab/healthz', '/f/none', '/trpc/identity.signIn', '/auth/refresh', '/webhooks/resend']) {
      const get = `GET ${path}?a=1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      const post = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
      expect([host, path, ...(await raw(port, get)), ...(await raw(port, post))]).toEqual([host, path, '400', '400'])
    }
  expect(await raw(port, 'GET /ab/healthz HTTP/1.0\r\n\r\n')).toEqual(['400'])
  // Of two the proxy may have meant the other one.
  expect(await raw(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toEqual(['400'])
  await server.stop(100)
})

test('a fault of a verb shows neither words, stack nor query of its cause', async () => {
  const { runtime } = harness
  const app = testApp(harness, {
    resolveActor: async () => anonymous,
    runtime: {
      ...runtime,
      ctx: (...args) => ({
        ...runtime.ctx(...args),
        infra: { ...runtime.infra, takeRate: () => Promise.reject(new Error('select secret from users')) },
      }),
    },
  })
  const answer = await app.request('/trpc/identity.signIn', {
    method: 'POST',
    headers: json,
    body: '{"json":{"email":"a@b.in","password":"x"}}',
  })
  const text = await answer.text()
  expect(answer.status).toBe(500)
  expect(text).toContain('request.internal')
  expect(text).not.toMatch(/select|secret|\.ts:|at </)
})

test('a line of the log is one line of JSON, whatever a caller sends', async () => {
  const app = testApp(harness)
  const before = harness.logged().length
  await app.request('/v1/%0a%7B%22level%22%3A60%2C%22message%22%3A%22forged%22%7D%0d%0a', {
    headers: { 'user-agent': 'x"}{"message":"forged"' },
  })
  const lines = harness
    .logged()
    .slice(before)
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ process: 'test', message: expect.not.stringContaining('forged') })
})
