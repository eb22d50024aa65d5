import { describe, expect, test } from 'bun:test'
import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { ok, refused } from './answers.ts'
import { createHttpClient } from './client.ts'
import { startMisbehavingServer, type Behaviour } from './misbehaving-server.ts'
import type { HttpCall, HttpEffect, HttpReply } from './types.ts'

const fine: Behaviour = { status: 200, body: '{"done":true}' }

function clientWith(options: { timeoutMs?: number; maxBytes?: number } = {}) {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const pauses: number[] = []
  const sleep = async (ms: number) => {
    pauses.push(ms)
    clock.advance(ms)
  }
  const client = createHttpClient({
    provider: 'test',
    timeoutMs: 2_000,
    clock,
    log: silentLog,
    random: () => 0.5,
    sleep,
    ...options,
  })
  return { client, clock, pauses }
}

const callOf = (url: string, effect: HttpEffect): HttpCall => ({
  operation: 'try',
  method: effect === 'none' ? 'GET' : 'POST',
  url,
  effect,
  ...(effect === 'none' ? {} : { body: 'amount=1' }),
})

const statusOf = (reply: HttpReply) => ok(reply.status)

describe('an answer', () => {
  test('reaches the reader with status, headers and parsed body, 4xx included', async () => {
    await using server = await startMisbehavingServer({ status: 422, body: '{"name":"x"}', headers: { 'x-id': '7' } })
    const answer = await clientWith().client.call(callOf(server.url, 'once'), (reply) =>
      ok([reply.status, reply.headers.get('x-id'), reply.json()]),
    )
    expect(answer).toEqual(ok([422, '7', { name: 'x' }]))
  })

  test('that is a redirect is not followed, so credentials stay with their host', async () => {
    await using elsewhere = await startMisbehavingServer(fine)
    await using server = await startMisbehavingServer({ status: 302, headers: { location: elsewhere.url } })
    expect(await clientWith().client.call(callOf(server.url, 'none'), statusOf)).toEqual(ok(302))
    expect(elsewhere.requests).toEqual([])
  })

  test('that is no JSON gives the reader undefined instead of throwing', async () => {
    await using server = await startMisbehavingServer({ status: 200, body: '<html>' })
    expect(await clientWith().client.call(callOf(server.url, 'none'), (r) => ok(r.json()))).toEqual(ok(undefined))
  })
})

describe('an action without idempotency key', () => {
  const cases: readonly [name: string, behaviour: Behaviour, outcome: string][] = [
    ['a connection lost after the request was written', 'drop', 'in_doubt'],
    ['an answer cut off half-way', 'truncate', 'in_doubt'],
    ['a time-out', 'hang', 'in_doubt'],
    ['a 500', { status: 500 }, 'in_doubt'],
    ['a 504', { status: 504 }, 'in_doubt'],
    ['a 503', { status: 503 }, 'refused'],
    ['a 429', { status: 429 }, 'refused'],
  ]
  test.each(cases)('is never repeated, and %s is what it is', async (_, behaviour, outcome) => {
    await using server = await startMisbehavingServer(behaviour)
    const { client } = clientWith({ timeoutMs: behaviour === 'hang' ? 1_000 : 10_000 })
    expect(await client.call(callOf(server.url, 'once'), statusOf)).toMatchObject({ outcome })
    expect(server.requests).toHaveLength(1)
  })

  test('is refused for later when nothing listens, because nothing was sent', async () => {
    const server = await startMisbehavingServer(fine)
    await server[Symbol.asyncDispose]()
    const answer = await clientWith().client.call(callOf(server.url, 'once'), statusOf)
    expect(answer).toMatchObject({ outcome: 'refused', retry: 'later' })
  })

  test('is refused for later when the name does not resolve', async () => {
    const answer = await clientWith().client.call(callOf('http://nowhere.invalid/', 'once'), statusOf)
    expect(answer).toMatchObject({ outcome: 'refused', retry: 'later' })
  })
})

describe('a repeatable call', () => {
  test('is repeated with growing pauses until it is answered', async () => {
    await using server = await startMisbehavingServer('drop', { status: 502 }, fine)
    const { client, pauses } = clientWith()
    expect(await client.call(callOf(server.url, 'keyed'), statusOf)).toEqual(ok(200))
    expect(pauses).toEqual([100, 200])
  })

  test('waits as long as Retry-After says', async () => {
    await using server = await startMisbehavingServer({ status: 429, headers: { 'retry-after': '2' } }, fine)
    const { client, pauses } = clientWith()
    expect(await client.call(callOf(server.url, 'none'), statusOf)).toEqual(ok(200))
    expect(pauses).toEqual([2_000])
  })

  test('hands a long Retry-After to the caller instead of sitting it out', async () => {
    const at = 'Mon, 23 Nov 2026 10:05:00 GMT'
    await using server = await startMisbehavingServer({ status: 503, headers: { 'retry-after': at } })
    const { client, pauses } = clientWith()
    expect(await client.call(callOf(server.url, 'none'), statusOf)).toEqual(refused('try: answered 503', 'later', 300))
    expect(pauses).toEqual([])
  })

  test('that only reads is refused, never in doubt, when no attempt is answered', async () => {
    await using server = await startMisbehavingServer('drop')
    expect(await clientWith().client.call(callOf(server.url, 'none'), statusOf)).toMatchObject({ outcome: 'refused' })
    expect(server.requests).toHaveLength(3)
  })

  test('with a key stays in doubt when a later attempt is turned away: the first may have worked', async () => {
    await using server = await startMisbehavingServer('drop', { status: 503 })
    expect(await clientWith().client.call(callOf(server.url, 'keyed'), statusOf)).toMatchObject({ outcome: 'in_doubt' })
  })

  test('with a key stays in doubt when the reader says "later" after a lost answer', async () => {
    await using server = await startMisbehavingServer('drop', { status: 409 })
    const answer = await clientWith().client.call(callOf(server.url, 'keyed'), () => refused('in flight', 'later'))
    expect(answer).toMatchObject({ outcome: 'in_doubt' })
  })
})

describe('protection', () => {
  test('an endless answer is cut off at the limit and not asked for again', async () => {
    await using server = await startMisbehavingServer('flood')
    const { client } = clientWith({ maxBytes: 100_000 })
    expect(await client.call(callOf(server.url, 'none'), statusOf)).toMatchObject({
      outcome: 'refused',
      retry: 'never',
    })
    expect(server.requests).toHaveLength(1)
  })

  test('five unavailable answers stop all calls for 30 seconds, then one probe reopens the way', async () => {
    const down: Behaviour = { status: 503 }
    await using server = await startMisbehavingServer(down, down, down, down, down, fine)
    const { client, clock } = clientWith()
    for (let n = 0; n < 5; n++) await client.call(callOf(server.url, 'once'), statusOf)
    expect(await client.call(callOf(server.url, 'once'), statusOf)).toMatchObject({
      outcome: 'refused',
      retry: 'other-provider',
      retryAfterSeconds: 30,
    })
    expect(server.requests).toHaveLength(5)
    clock.advance(30_000)
    expect(await client.call(callOf(server.url, 'once'), statusOf)).toEqual(ok(200))
    expect(await client.call(callOf(server.url, 'once'), statusOf)).toEqual(ok(200))
  })

  test('429 answers do not open the breaker: the vendor is well', async () => {
    await using server = await startMisbehavingServer({ status: 429 })
    const { client } = clientWith()
    for (let n = 0; n < 8; n++) await client.call(callOf(server.url, 'once'), statusOf)
    expect(server.requests).toHaveLength(8)
  })

  test('neither URL nor headers nor body reach the log', async () => {
    await using server = await startMisbehavingServer('drop')
    const lines: string[] = []
    const write = (message: string, fields?: object) => void lines.push(message + JSON.stringify(fields))
    const log = { debug: write, info: write, warn: write, error: write, child: () => log }
    const client = createHttpClient({ provider: 'test', timeoutMs: 10_000, clock: fixedClock('2026-11-23'), log })
    const call = {
      ...callOf(`${server.url}/?key=sesame`, 'once'),
      headers: { authorization: 'sesame' },
      body: 'sesame',
    }
    await client.call(call, statusOf)
    expect(lines).toHaveLength(1)
    expect(lines.join()).not.toContain('sesame')
  })
})
