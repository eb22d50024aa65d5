import { Role } from '@mas/contracts/access'
import { defineFlag, defineSetting } from '@mas/domain/settings'
import { anonymous, fail, newId, type Actor } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from './edge-fixture.ts'

const harness = useHarness({ poolSize: 20 })
const cap = defineSetting({
  key: 'sales.edge-daily-cap',
  schema: z.int().min(1).max(100),
  default: 40,
  describe: 'Calls a day',
  clientVisible: true,
})
const limit = defineSetting({
  key: 'tokens.edge-limit',
  schema: z.int().min(1),
  default: 5,
  describe: 'Tokens',
  risk: 'four-eyes',
  exact: true,
})
const flag = defineFlag({
  key: 'sales.edge-flag',
  default: false,
  owner: 'sales',
  expiresOn: '2027-01-31',
  killSwitch: true,
  clientVisible: true,
})

/** `Bearer ROLE:<user id>`, confirmed just now; `Bearer MACHINE` is a key with the scope. */
const app = () =>
  testApp(harness, {
    resolveActor: async (ctx, { headers }): Promise<Actor> => {
      const [, who, userId = ''] = /^Bearer ([A-Z_]+):?(.*)$/.exec(headers.get('authorization') ?? '') ?? []
      if (who === undefined) return anonymous
      if (who === 'MACHINE') return { kind: 'vendor', vendorId: newId(), keyId: newId(), scopes: ['settings.read'], mode: 'live' }
      const role = Role.safeParse(who)
      if (!role.success) throw fail('request.unauthenticated')
      return { kind: 'user', userId, role: role.data, sessionId: newId(), confirmedAtMs: ctx.clock.now().getTime() }
    },
  })
const [ada, bea] = [newId(), newId()]
const Answer = z.object({ result: z.object({ data: z.object({ json: z.record(z.string(), z.unknown()) }) }) })
const Refusal = z.object({
  error: z.object({
    json: z.object({ data: z.object({ code: z.string(), httpStatus: z.int(), details: z.record(z.string(), z.unknown()) }) }),
  }),
})

async function call(
  path: string,
  who: string | undefined,
  input: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const envelope = JSON.stringify({ json: input })
  const signed = { ...headers, ...(who !== undefined && { authorization: `Bearer ${who}` }) }
  const isQuery = /^(get|list|explain|preview|read)/.test(path)
  const answer = isQuery
    ? await app().request(`/trpc/settings.${path}?input=${encodeURIComponent(envelope)}`, { headers: signed })
    : await app().request(`/trpc/settings.${path}`, {
        method: 'POST',
        body: envelope,
        headers: { ...signed, 'content-type': 'application/json' },
      })
  const body: unknown = await answer.json()
  const answered = Answer.safeParse(body)
  if (answered.success) return answered.data.result.data.json
  const { code, httpStatus, details } = Refusal.parse(body).error.json.data
  return { refused: code, httpStatus, details }
}
const reason = 'for this test'

test('a cap is lowered, taken back, and known for every instant in between', async () => {
  const changed = await call('setSetting', `ADMIN:${ada}`, { key: cap.key, value: 30, baseVersion: 0, reason })
  expect(changed).toMatchObject({ state: 'applied', value: 30, version: 1 })
  expect(await call('getMyFlags', undefined, {})).toMatchObject({ settings: { [cap.key]: 30 } })
  expect(await call('setSetting', `ADMIN:${bea}`, { key: cap.key, value: 31, baseVersion: 0, reason })).toMatchObject({
    refused: 'settings.stale',
    httpStatus: 409,
    details: { version: 1, changeId: changed['changeId'] },
  })
  const between = harness.clock.now().toISOString()
  harness.clock.advance(1_000)
  expect(await call('revertChange', `ADMIN:${bea}`, { changeId: changed['changeId'], reason })).toMatchObject({ version: 2, value: 40 })
  expect(await call('getSetting', `SALES_HEAD:${newId()}`, { key: cap.key })).toMatchObject({ value: 40, source: 'default', version: 2 })
  expect(await call('getValueAt', `ADMIN:${ada}`, { key: cap.key, at: between })).toMatchObject({ value: 30 })
})

test('four eyes: the proposer is refused, a second administrator is in time, or too late', async () => {
  const propose = (baseVersion: number) => call('setSetting', `FINANCE:${ada}`, { key: limit.key, value: 7, baseVersion, reason })
  const approve = (by: string, proposalId: unknown) => call('approveProposal', `ADMIN:${by}`, { proposalId })
  const { proposalId } = await propose(0)
  expect(await approve(ada, proposalId)).toMatchObject({ refused: 'settings.same-approver', httpStatus: 403 })
  harness.clock.advance(24 * 3_600_000 - 60_000)
  expect(await approve(bea, proposalId)).toMatchObject({ state: 'applied', version: 1, value: 7 })
  const late = await propose(1)
  harness.clock.advance(24 * 3_600_000 + 60_000)
  expect(await approve(bea, late['proposalId'])).toMatchObject({ refused: 'settings.not-open', httpStatus: 409 })
})

test('an unchanged answer about flags is 304, and a changed one has another tag', async () => {
  const get = (headers: Record<string, string> = {}) => app().request('/trpc/settings.getMyFlags', { headers })
  const first = await get()
  const etag = first.headers.get('etag') ?? ''
  expect([first.status, /^"[0-9a-f]{64}"$/.test(etag), first.headers.get('cache-control')]).toEqual([200, true, 'private, no-cache'])
  const again = await get({ 'if-none-match': etag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  await call('setFlagRules', `ADMIN:${ada}`, { flag: flag.key, rules: [{ match: {}, outcome: 'on' }], baseVersion: 0, reason })
  const changed = await get({ 'if-none-match': etag })
  expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false])
  expect(await call('getMyFlags', undefined, {})).toMatchObject({ flags: { [flag.key]: true } })
})

test('a flag is rolled out by device, explained, killed and lifted', async () => {
  await call('setFlagRules', `ADMIN:${ada}`, {
    flag: flag.key,
    rules: [{ match: {}, outcome: { percentBp: 5_000 } }],
    baseVersion: 1,
    reason,
  })
  const flagsOf = async (device?: string) =>
    z
      .object({ flags: z.record(z.string(), z.boolean()) })
      .parse(await call('getMyFlags', undefined, {}, device === undefined ? {} : { 'x-device-id': device })).flags[flag.key]
  const drawn = await Promise.all(Array.from({ length: 40 }, (_, n) => flagsOf(`device-${n}-of-forty`)))
  expect(new Set(drawn)).toEqual(new Set([true, false]))
  expect([await flagsOf(), await flagsOf('short'), await flagsOf('not a device id; at all')]).toEqual([false, false, false])
  const why = await call('explainFlag', `ADMIN:${ada}`, { flag: flag.key, userId: bea })
  expect(why['because']).toMatchObject({ kind: 'percent', rule: 1, limit: 5_000 })
  expect(await call('killFlag', `ADMIN:${ada}`, { flag: flag.key, reason })).toMatchObject({ state: 'applied', version: 3 })
  expect(await call('explainFlag', `ADMIN:${ada}`, { flag: flag.key, userId: bea })).toMatchObject({
    value: false,
    because: { kind: 'killed' },
  })
  expect(await call('liftKill', `ADMIN:${ada}`, { flag: flag.key, reason })).toMatchObject({ version: 4 })
})

test('machines read with their scope; nobody else does', async () => {
  expect(await call('readMachine', 'MACHINE', { keys: [cap.key, limit.key, flag.key] })).toMatchObject({
    values: { [cap.key]: 40, [limit.key]: 7 },
  })
  expect(await call('readMachine', `ADMIN:${ada}`, { keys: [cap.key] })).toMatchObject({ refused: 'request.forbidden' })
  expect(await call('setSetting', 'MACHINE', { key: cap.key, value: 1, baseVersion: 2, reason })).toMatchObject({
    refused: 'request.forbidden',
  })
})

test('operators see in the detail of readiness which revision holds and which values are passed over', async () => {
  const answer = await testApp(harness, {
    ops: { databaseUrl: harness.databaseUrl, version: 'x', providers: [], queues: [], token: 'operator', draining: () => false },
  }).request('/readyz?detail=1', { headers: { authorization: 'Bearer operator' } })
  expect(await answer.json()).toMatchObject({ settings: { revision: expect.any(Number), ignored: [] } })
})

test('whatever value, version, scope or instant comes in over the wire, the answer is a code and nothing is set', async () => {
  const before = await call('getSetting', `ADMIN:${ada}`, { key: cap.key })
  const { version } = z.object({ version: z.int() }).parse(before)
  const deep = JSON.parse('['.repeat(60) + ']'.repeat(60))
  const values = ['5', 0, 101, 1.5, -0, 1e300, null, true, [], [5], {}, { value: 5 }, deep, 'x'.repeat(20_000), '\u0000', '\ud800']
  for (const value of values)
    expect(await call('setSetting', `ADMIN:${ada}`, { key: cap.key, value, baseVersion: version, reason })).toMatchObject({
      refused: expect.stringMatching(/^(settings\.invalid-value|request\.invalid)$/),
    })
  for (const more of [
    { baseVersion: -1 },
    { baseVersion: version + 0.5 },
    { baseVersion: 2_147_483_647 },
    { scope: 'platform:nowhere' },
    { scope: 'platform:mr-hire' },
    { effectiveFrom: '0000-06-01T00:00:00Z' },
    { effectiveFrom: '9999-12-31T23:59:59.999-23:59' },
    { effectiveFrom: '2026-01-01T00:00:00Z' },
    { reason: '    x    ' },
    { key: '__proto__' },
    { key: 'constructor' },
    { baseVersion: version + 1 },
  ])
    expect(await call('setSetting', `ADMIN:${ada}`, { key: cap.key, value: 50, baseVersion: version, reason, ...more })).toMatchObject({
      refused: expect.stringMatching(/^(settings\.(invalid-value|scope-refused|unknown-key|stale)|request\.invalid)$/),
    })
  expect(await call('getSetting', `ADMIN:${ada}`, { key: cap.key })).toEqual(before)
})
