import { rows, sql } from '@mas/db'
import { defineInbox } from '@mas/domain/webhooks'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'

const sign = (raw: Uint8Array | string) => createHmac('sha256', 'secret').update(raw).digest('hex')
const Told = z.object({ id: z.string() })
const signedVendor: InboundWebhook = {
  provider: 'signed',
  verify: ({ raw, headers }) => {
    const expected = Buffer.from(sign(raw))
    const given = Buffer.from(headers.get('x-signature') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { verdict: 'rejected', reason: 'bad-signature' }
    const text = Buffer.from(raw).toString()
    const told = Told.safeParse(text.startsWith('{') ? JSON.parse(text) : undefined)
    return told.success ? { verdict: 'genuine', items: [{ dedupeKey: told.data.id, type: 'happened' }] } : { verdict: 'unparseable' }
  },
  handshake: (url) => ({ status: 200, body: url.searchParams.get('challenge') ?? '' }),
}
/** Cannot sign: an unguessable path, and its body is a hint. */
const hintingVendor: InboundWebhook = {
  provider: 'hinting',
  verify: ({ pathSecret, pathRest, query }) =>
    pathSecret === 'unguessable'
      ? { verdict: 'genuine', items: [{ dedupeKey: `${pathRest ?? ''}:${query.get('c') ?? ''}`, type: 'hint' }] }
      : { verdict: 'unknown' },
}
const ranks = ['authorized', 'captured']
const payment = { state: '', handled: 0 }
defineInbox({
  provider: 'ranked',
  family: 'payments',
  handle: async (_t, { raw }) => {
    payment.handled++
    const told = z.object({ state: z.string() }).parse(JSON.parse(Buffer.from(raw).toString()))
    if (ranks.indexOf(told.state) > ranks.indexOf(payment.state)) payment.state = told.state
    return { result: 'processed', outcome: { state: payment.state } }
  },
})
const rankedVendor: InboundWebhook = { ...signedVendor, provider: 'ranked' }
const harness = useHarness({ poolSize: 20 })
const app = () => testApp(harness, { webhooks: [signedVendor, hintingVendor, rankedVendor] })
const post = async (path: string, body: string, signature = sign(body)) =>
  app().request(path, { method: 'POST', body, headers: { 'x-signature': signature } })
const count = async (table: string) =>
  (await rows<{ n: number }>(harness.runtime.driver.db, sql`select count(*)::int as n from ${sql.raw(table)}`))[0]?.n

test('a genuine delivery is acknowledged with an empty 200 after it is stored, repeats the same way', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/webhooks/signed', '{"id":"e1"}')))
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200))
  expect(await answers[0]?.text()).toBe('')
  expect(await count('webhooks.inbox')).toBe(1)
})

test('one byte changed is 401 and leaves a count with a sample, never a row', async () => {
  const before = await count('webhooks.inbox')
  const forged = await Promise.all([1, 2, 3].map(() => post('/webhooks/signed', '{"id":"e2"}', sign('{"id":"e3"}'))))
  expect(forged.map((answer) => answer.status)).toEqual([401, 401, 401])
  expect(await forged[0]?.json()).toMatchObject({ code: 'webhooks.not-genuine', details: { reason: 'bad-signature' } })
  expect(await count('webhooks.inbox')).toBe(before)
  expect(await rows(harness.runtime.driver.db, sql`select provider, reason, count from webhooks.rejections`)).toEqual([
    { provider: 'signed', reason: 'bad-signature', count: 3 },
  ])
})

test('a flood of forgeries is counted to the last one', async () => {
  harness.clock.advance(60_000)
  const forged = await Promise.all(Array.from({ length: 200 }, () => post('/webhooks/signed', '{"id":"e2"}', 'x')))
  expect(new Set(forged.map(({ status }) => status))).toEqual(new Set([401]))
  const minute = new Date(Math.floor(harness.clock.now().getTime() / 60_000) * 60_000).toISOString()
  const [row] = await rows<{ count: number }>(
    harness.runtime.driver.db,
    sql`select count from webhooks.rejections where minute = ${minute}::timestamptz and reason = 'bad-signature'`,
  )
  expect(row?.count).toBe(200)
})

test('an unknown provider is 404 and stores nothing; too much is 413 and counted', async () => {
  expect((await post('/webhooks/nobody', '{"id":"e1"}')).status).toBe(404)
  expect((await post('/webhooks/signed', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413)
  expect(await rows(harness.runtime.driver.db, sql`select reason from webhooks.rejections where reason = 'too-large'`)).toHaveLength(1)
})

test('what is signed and unreadable is acknowledged and kept for a person', async () => {
  expect((await post('/webhooks/signed', 'neither JSON nor anything')).status).toBe(200)
  expect(await rows(harness.runtime.driver.db, sql`select state, last_error from webhooks.inbox where state = 'dead'`)).toEqual([
    { state: 'dead', last_error: 'unparseable' },
  ])
})

test('a handshake is answered by the adapter, and nothing is acknowledged that could not be stored', async () => {
  expect(await (await app().request('/webhooks/signed?challenge=42')).text()).toBe('42')
  const broken = testApp(harness, {
    webhooks: [signedVendor],
    runtime: {
      ...harness.runtime,
      ctx: (...args) => ({
        ...harness.runtime.ctx(...args),
        infra: { ...harness.runtime.infra, transact: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })) },
      }),
    },
  })
  const answer = await broken.request('/webhooks/signed', {
    method: 'POST',
    body: '{"id":"e9"}',
    headers: { 'x-signature': sign('{"id":"e9"}') },
  })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
})

test('three deliveries of a payment event at once and one two hours later: 4 x 200, one row, one handling; captured stays captured', async () => {
  const captured = '{"id":"evt_captured","state":"captured"}'
  const answers = await Promise.all([1, 2, 3].map(() => post('/webhooks/ranked', captured)))
  await harness.drain()
  harness.clock.advance(2 * 3_600_000)
  answers.push(await post('/webhooks/ranked', captured))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await post('/webhooks/ranked', `${captured} `, sign(captured))).status).toBe(401)
  await post('/webhooks/ranked', '{"id":"evt_authorized","state":"authorized"}')
  await harness.drain()
  expect(payment).toEqual({ state: 'captured', handled: 2 })
  expect(await rows(harness.runtime.driver.db, sql`select state from webhooks.inbox where provider = 'ranked' order by id`)).toEqual([
    { state: 'processed' },
    { state: 'processed' },
  ])
})

test('a vendor that cannot sign is known by its path, with what stands behind it; another path is as good as none', async () => {
  const put = (path: string) => app().request(path, { method: 'PUT', body: 'anything' })
  expect((await put('/webhooks/hinting/unguessable/call?c=42')).status).toBe(200)
  expect((await app().request('/webhooks/hinting/unguessable/call?c=42', { method: 'POST', body: 'other' })).status).toBe(200)
  expect(await rows(harness.runtime.driver.db, sql`select dedupe_key from webhooks.inbox where provider = 'hinting'`)).toEqual([
    { dedupe_key: 'call:42' },
  ])
  for (const path of ['/webhooks/hinting', '/webhooks/hinting/wrong', '/webhooks/hinting/wrong/call'])
    expect((await put(path)).status).toBe(404)
  expect(await rows(harness.runtime.driver.db, sql`select 1 as one from webhooks.rejections where provider = 'hinting'`)).toEqual([])
})

test('keys longer than we keep are told apart by their end, too', async () => {
  const long = 'k'.repeat(400)
  for (const path of [`${long}1`, `${long}2`, `${long}1`])
    expect((await post(`/webhooks/hinting/unguessable/${path}`, 'x')).status).toBe(200)
  expect(
    await rows(
      harness.runtime.driver.db,
      sql`select 1 as one from webhooks.inbox where provider = 'hinting' and dedupe_key like 'sha256:%'`,
    ),
  ).toHaveLength(2)
})

test('a burst of different facts is stored in few transactions, and one that is refused spoils no other', async () => {
  const facts = Array.from({ length: 150 }, (_, n) => post('/webhooks/signed', `{"id":"burst-${n}"}`))
  const answers = await Promise.all([...facts, post('/webhooks/signed', '{"id":"bad\\u0000key"}')])
  expect(answers.slice(0, 150).every(({ status }) => status === 200)).toBe(true)
  expect(answers.at(-1)?.status).toBe(200)
  const [stored] = await rows<{ n: number; transactions: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n, count(distinct xmin::text)::int as transactions from webhooks.inbox where dedupe_key like 'burst-%'`,
  )
  expect(stored?.n).toBe(150)
  expect(stored?.transactions).toBeLessThan(150)
})
