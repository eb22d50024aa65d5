import { transformer } from '@mas/contracts/client'
import { command, fail } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { resolveTestActor, testApp } from '../edge-fixture.ts'
import { mutation } from './expose.ts'
import { router } from './init.ts'

const harness = useHarness()
const json = { 'content-type': 'application/json' }
const admin = { authorization: 'Bearer ADMIN' }
let effects = 0
const failing = (verb: `${string}.${string}`, run: () => Promise<{ at: number }>) =>
  mutation(
    command({
      verb,
      summary: 'For this test.',
      permission: 'public',
      input: z.strictObject({ n: z.int().optional() }),
      output: z.object({ at: z.int() }),
      run,
    }),
  )
const testRouter = router({
  test: router({
    count: failing('test.count', async () => ({ at: ++effects })),
    wait: failing('test.wait', async () => {
      throw fail('request.too-many', { retryAfterSeconds: 7 })
    }),
    crash: failing('test.crash', async () => {
      throw new Error('password=hunter2 in an internal text')
    }),
  }),
})
const Failed = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      code: z.int(),
      data: z.object({
        code: z.string(),
        kind: z.string(),
        details: z.object({}),
        httpStatus: z.int(),
        requestId: z.string(),
        path: z.string().nullable(),
      }),
    }),
  }),
})

async function refusal(answer: Response) {
  const { data } = Failed.parse(await answer.json()).error.json
  expect(data.httpStatus).toBe(answer.status)
  return [answer.status, data.code]
}

test('whatever is no call of a verb is told so in the documented shape', async () => {
  const app = testApp(harness)
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    app.request(`/trpc/${path}`, { method: 'POST', body, headers: { ...admin, ...headers } })
  expect(await refusal(await post('settings.setSetting', '{"json":'))).toEqual([400, 'request.invalid'])
  expect(await refusal(await post('settings.setSetting', '{"not":"an envelope"}'))).toEqual([400, 'request.invalid'])
  expect(await refusal(await post('settings.setSetting', '{"json":{},"meta":{"values":{"__proto__.x":["Date"]}}}'))).toEqual([
    400,
    'request.invalid',
  ])
  expect(await refusal(await post('settings.setSetting', '{"json":{"a":1},"meta":{"values":{"a":["class","Nope"]}}}'))).toEqual([
    400,
    'request.invalid',
  ])
  expect(await refusal(await post('settings.setSetting', `{"json":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toEqual([
    400,
    'request.invalid',
  ])
  expect(
    await refusal(
      await post(
        'settings.setSetting',
        `{"json":{"key":"a","baseVersion":0,"reason":"because","value":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
      ),
    ),
  ).toEqual([400, 'request.invalid'])
  expect(await refusal(await post('settings.noSuchVerb', '{"json":{}}'))).toEqual([404, 'request.not-found'])
  expect(await refusal(await post('', '{"json":{}}'))).toEqual([404, 'request.not-found'])
  expect(await refusal(await post('%E0%A4%A', '{"json":{}}'))).toEqual([400, 'request.invalid'])
  expect(await refusal(await post('settings.setSetting', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }))).toEqual([
    415,
    'request.unsupported-media-type',
  ])
  expect(await refusal(await app.request('/trpc/settings.setSetting', { headers: admin }))).toEqual([405, 'request.method-not-allowed'])
  expect(await refusal(await app.request('/trpc/settings.listSettings', { method: 'PUT', headers: admin }))).toEqual([
    405,
    'request.method-not-allowed',
  ])
  expect(await refusal(await app.request('/trpc/settings.listSettings?input=%7Bbroken', { headers: admin }))).toEqual([
    400,
    'request.invalid',
  ])
})

test('annotations that send superjson astray never reach it, and sound ones are understood', async () => {
  const app = testApp(harness, {}, { router: testRouter })
  const post = (envelope: unknown) => app.request('/trpc/test.count', { method: 'POST', body: JSON.stringify(envelope), headers: json })
  for (const values of [
    { a: ['class', 'Nope'] },
    { a: ['custom', 'x'] },
    { a: [['class', 'Nope']] },
    { a: ['regexp'] },
    { a: 'Date' },
    'Date',
    [[[]]],
  ]) {
    expect(() => transformer.deserialize({ json: { a: 1 }, meta: { values } })).toThrow('not superjson annotations')
    expect((await post({ json: { a: 1 }, meta: { values } })).status).toBe(400)
  }
  expect((await post({ json: { n: null }, meta: { values: { n: ['undefined'] } } })).status).toBe(200)
  expect((await post({ json: { n: 1 }, meta: { referentialEqualities: { '': ['n'] } } })).status).toBe(200)
})

test('a batch of twenty is served with one look at who is calling, a longer one is refused', async () => {
  let asked = 0
  const app = testApp(harness, { resolveActor: (ctx, facts) => ((asked += 1), resolveTestActor(ctx, facts)) })
  const batch = (n: number) =>
    app.request(`/trpc/${Array.from({ length: n }, () => 'settings.listSettings').join(',')}?batch=1`, { headers: admin })
  const served = await batch(20)
  expect(served.status).toBe(200)
  expect(await served.json()).toHaveLength(20)
  expect(asked).toBe(1)
  expect(await refusal(await batch(21))).toEqual([400, 'request.batch-too-large'])
})

test('an idempotency key acts once, and an unprintable or endless one is refused', async () => {
  const app = testApp(harness, {}, { router: testRouter })
  const count = (key: string) =>
    app.request('/trpc/test.count', { method: 'POST', headers: { ...json, ...admin, 'idempotency-key': key }, body: '{"json":{}}' })
  effects = 0
  await Promise.all([count('k1'), count('k1'), count('k1')])
  expect(effects).toBe(1)
  expect(await refusal(await count('x'.repeat(201)))).toEqual([400, 'request.invalid'])
  expect(await refusal(await count('smörgås'))).toEqual([400, 'request.invalid'])
})

test('who must wait is told how long', async () => {
  const app = testApp(harness, {}, { router: testRouter })
  const answer = await app.request('/trpc/test.wait', { method: 'POST', headers: json, body: '{"json":{}}' })
  expect(answer.headers.get('retry-after')).toBe('7')
  expect(await refusal(answer)).toEqual([429, 'request.too-many'])
})

test('a fault of ours leaks nothing, and is logged with its cause under the request id', async () => {
  const app = testApp(harness, {}, { router: testRouter })
  const answer = await app.request('/trpc/test.crash', {
    method: 'POST',
    headers: { ...json, 'x-request-id': 'crash-0001' },
    body: '{"json":{}}',
  })
  expect(await answer.clone().text()).not.toContain('hunter2')
  expect(await refusal(answer)).toEqual([500, 'request.internal'])
  expect(
    harness
      .logged()
      .split('\n')
      .some((line) => line.includes('crash-0001') && line.includes('internal text')),
  ).toBe(true)
})

test('a wrong token is refused, except by verbs for everybody', async () => {
  const app = testApp(harness, {}, { router: testRouter })
  const wrong = { authorization: 'Bearer nonsense' }
  expect((await app.request('/trpc/test.count', { method: 'POST', headers: { ...json, ...wrong }, body: '{"json":{}}' })).status).toBe(200)
  expect(await refusal(await testApp(harness).request('/trpc/settings.listSettings', { headers: wrong }))).toEqual([
    401,
    'request.unauthenticated',
  ])
})
