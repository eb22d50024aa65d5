import { sql } from '@mas/db'
import { inTx } from '@mas/kernel'
import type { Egress } from '@mas/kernel/ports/egress'
import { createEgress } from '@mas/providers/egress'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { describe, expect, test } from 'bun:test'
import { setSetting } from '../settings/index.ts'
import { own, useOutbound } from './given.ts'
import { explainDelivery, getMessage, listEndpoints, listMessages, newSigningSecret, webhooksFor } from './index.ts'

const world = useOutbound()
// eslint-disable-next-line mas/owner-is-own-domain -- another owner is what the test is about
const others = webhooksFor('vendors')
const admin = () => world.harness.ctx(someone('ADMIN'))

describe('an address', () => {
  const addresses: Record<string, readonly string[]> = { 'mixed.example': ['93.184.216.34', '10.0.0.1'], 'fine.example': ['93.184.216.34'] }
  const guard = createEgress({ resolve: async (name) => addresses[name] ?? [], loopback: true })
  const harness = useHarness({ ports: { egress: guard } })
  const check = (url: string, mode: 'live' | 'sandbox' = 'live') =>
    own.checkUrl(harness.ctx(someone('ADMIN')), { url, mode }).then(
      (checked) => checked.url,
      (thrown: { code: string; details: { reason?: string } }) => `${thrown.code} ${thrown.details.reason ?? ''}`,
    )
  test.each([
    ['http://127.0.0.1/', 'scheme'],
    ['https://2130706433/', 'address'],
    ['https://[::ffff:10.0.0.1]/', 'address'],
    ['https://mixed.example/', 'address'],
    ['https://nobody.example/', 'unresolvable'],
    ['https://u:p@fine.example/', 'userinfo'],
    ['https://fine.example:22/', 'port'],
  ])('%s is refused in live mode: %s', async (url, reason) => {
    expect(await check(url)).toBe(`webhooks.url-refused ${reason}`)
  })
  test('that is public is taken, in the one spelling in which it is called', async () => {
    expect(await check('HTTPS://Fine.Example:443/a b')).toBe('https://fine.example/a%20b')
    expect(await check(`https://fine.example/${'a'.repeat(2_000)}`)).toBe('request.invalid ')
    expect(await check('http://127.0.0.1:4010/', 'sandbox')).toBe('http://127.0.0.1:4010/')
  })
})

test('an address that was fine when it was registered is checked again at every attempt', async () => {
  let addresses = ['93.184.216.34']
  const guard = createEgress({ resolve: async () => addresses, loopback: true })
  const rebound: Egress = { ...guard, request: (call) => guard.request({ ...call, timeoutMs: 500 }) }
  const ctx = { ...world.ctx(), ports: { ...world.ctx().ports, egress: rebound } }
  const target = await own.checkUrl(ctx, { url: 'https://hooks.example/', mode: 'live' })
  await inTx(ctx, (t) => own.upsertEndpoint(t, { ref: 'rebound', target, secrets: [{ secret: newSigningSecret() }] }))
  addresses = ['169.254.169.254']
  expect(await own.pingEndpoint(ctx, { ref: 'rebound' })).toMatchObject({ success: false, status: null, error: 'address' })
})

test('a domain reaches its own endpoints and messages and no others; to all others they do not exist', async () => {
  await world.endpoint('mine')
  const id = await world.say('mine', 'a', 1)
  await world.run()
  const at = world.harness.clock.now()
  const delivery = { endpointRef: 'mine', orderKey: 'a', sequence: 2, type: 'x', body: '{}' }
  const target = await others.checkUrl(world.ctx(), { url: world.url('mine'), mode: 'sandbox' })
  const tries: [() => Promise<unknown>, string][] = [
    [() => world.tx((t) => others.enqueueDelivery(t, delivery)), 'webhooks.endpoint-unknown'],
    [() => world.tx((t) => others.setEndpointState(t, { ref: 'mine', state: 'paused' })), 'webhooks.endpoint-unknown'],
    [
      () => world.tx((t) => others.setEndpointSecrets(t, { ref: 'mine', rotateTo: newSigningSecret(), overlapMs: 0 })),
      'webhooks.endpoint-unknown',
    ],
    [() => world.tx((t) => others.removeEndpoint(t, { ref: 'mine' })), 'webhooks.endpoint-unknown'],
    [() => world.tx((t) => others.replay(t, { endpointRef: 'mine', since: at })), 'webhooks.endpoint-unknown'],
    [() => world.tx((t) => others.replay(t, { messageId: id })), 'webhooks.message-not-found'],
    [
      () => world.tx((t) => others.upsertEndpoint(t, { ref: 'mine', target, secrets: [{ secret: newSigningSecret() }] })),
      'request.conflict',
    ],
    [() => others.pingEndpoint(world.ctx(), { ref: 'mine' }), 'webhooks.endpoint-unknown'],
    [() => others.listMessages(world.ctx(), { endpointRef: 'mine' }), 'webhooks.endpoint-unknown'],
    [() => others.getMessage(world.ctx(), id), 'webhooks.message-not-found'],
    [() => others.explainDelivery(world.ctx(), id), 'webhooks.message-not-found'],
  ]
  for (const [tried, code] of tries) expect(await refusalOf(tried())).toBe(code)
  expect(await others.findEndpoint(world.ctx(), 'mine')).toBeUndefined()
  expect((await own.findEndpoint(world.ctx(), 'mine'))?.state).toBe('enabled')
})

test('sandbox and live never meet: not by a key of the other mode, not by a change of mode, not by hand', async () => {
  await world.endpoint('sandboxed')
  const liveKey = world.harness.ctx({ kind: 'vendor', vendorId: 'v', keyId: 'k', scopes: [], mode: 'live' })
  const delivery = { endpointRef: 'sandboxed', orderKey: 'a', sequence: 1, type: 'x', body: '{}' }
  expect(await refusalOf(inTx(liveKey, (t) => own.enqueueDelivery(t, delivery)))).toBe('webhooks.endpoint-unknown')
  expect(await refusalOf(world.tx((t) => own.enqueueDelivery(t, { ...delivery, mode: 'live' })))).toBe('webhooks.endpoint-unknown')
  const guard = createEgress({ resolve: async () => ['93.184.216.34'], loopback: false })
  const target = await own.checkUrl(
    { ...world.ctx(), ports: { ...world.ctx().ports, egress: guard } },
    { url: 'https://live.example/', mode: 'live' },
  )
  expect(await refusalOf(world.tx((t) => own.upsertEndpoint(t, { ref: 'sandboxed', target })))).toBe('webhooks.endpoint-unknown')
  expect(await refusalOf(world.rows(sql`update webhooks.endpoints set mode = 'live' where ref = 'sandboxed'`))).not.toBe(
    'nothing was refused',
  )
})

test('what is stored of a message is what was enqueued, for good', async () => {
  await world.endpoint('bytes')
  const id = await world.say('bytes', 'a', 1)
  for (const change of [sql`body = '\\x00'`, sql`type = 'other'`, sql`sequence = 9`, sql`order_key = 'b'`])
    expect(await refusalOf(world.rows(sql`update webhooks.messages set ${change} where id = ${id}`))).not.toBe('nothing was refused')
  const enqueue = (body: string | Uint8Array) =>
    world.tx((t) => own.enqueueDelivery(t, { endpointRef: 'bytes', orderKey: 'z', sequence: 1, type: 'x', body }))
  expect(await refusalOf(enqueue(''))).toBe('webhooks.body-too-large')
  expect(await refusalOf(enqueue('x'.repeat(20_480)))).toBe('webhooks.body-too-large')
  expect((await enqueue('x'.repeat(20_479))).replayed).toBe(false)
  for (const bad of [{ orderKey: '' }, { sequence: -1 }, { sequence: 0.5 }, { type: 'x'.repeat(201) }])
    expect(
      await refusalOf(
        world.tx((t) => own.enqueueDelivery(t, { endpointRef: 'bytes', orderKey: 'z', sequence: 2, type: 'x', body: '{}', ...bad })),
      ),
    ).toBe('request.invalid')
})

test('a new endpoint needs a secret; another address keeps secrets, state and messages and starts with a clean count', async () => {
  const target = await own.checkUrl(world.ctx(), { url: world.url('moved'), mode: 'sandbox' })
  expect(await refusalOf(world.tx((t) => own.upsertEndpoint(t, { ref: 'moved', target })))).toBe('webhooks.secret-invalid')
  expect(
    await refusalOf(
      world.tx((t) => own.upsertEndpoint(t, { ref: 'moved', target, secrets: [{ secret: newSigningSecret() }], maxInFlight: 21 })),
    ),
  ).toBe('request.invalid')
  await world.endpoint('moved', { maxInFlight: 20 })
  world.receivers.script('moved', ['500', '429-seconds'])
  await world.say('moved', 'a', 1)
  await world.say('moved', 'b', 1)
  await world.run()
  expect(await own.findEndpoint(world.ctx(), 'moved')).toMatchObject({ failuresInARow: 2, allowedInFlight: 10, maxInFlight: 20 })
  const elsewhere = await own.checkUrl(world.ctx(), { url: world.url('moved-elsewhere'), mode: 'sandbox' })
  await world.tx((t) => own.upsertEndpoint(t, { ref: 'moved', target: elsewhere, maxInFlight: 4 }))
  expect(await own.findEndpoint(world.ctx(), 'moved')).toMatchObject({
    failuresInARow: 0,
    failingSince: null,
    allowedInFlight: 4,
    maxInFlight: 4,
    pending: 2,
  })
})

test('explanations name the first thing that holds a message up', async () => {
  await world.endpoint('explained')
  world.receivers.script('explained', ['500'])
  const [first, second] = [await world.say('explained', 'a', 1), await world.say('explained', 'a', 2)]
  const why = async (id: string) => {
    const { why: reason, behind, lastStatus, attemptsLeft } = await explainDelivery(admin(), { id })
    return { reason, behind, lastStatus, attemptsLeft }
  }
  expect((await why(first)).reason).toBe('due')
  await world.run()
  expect(await why(first)).toEqual({ reason: 'not-yet-due', behind: null, lastStatus: 500, attemptsLeft: 9 })
  expect(await why(second)).toMatchObject({ reason: 'behind', behind: first })
  await world.pass(6_000)
  expect((await why(second)).reason).toBe('settled')
  expect(await refusalOf(explainDelivery(admin(), { id: `msg_${'f'.repeat(32)}` }))).toBe('webhooks.message-not-found')
  expect(await refusalOf(explainDelivery(world.harness.ctx(someone('FINANCE')), { id: first }))).toBe('request.forbidden')
})

test('lists page newest first, filter, and find the message that an event caused', async () => {
  await world.endpoint('listed')
  const ids: string[] = []
  for (let n = 1; n <= 5; n++) {
    world.harness.clock.advance(1)
    const { messageId } = await world.tx((t) =>
      own.enqueueDelivery(t, {
        endpointRef: 'listed',
        orderKey: `k${n % 2}`,
        sequence: n,
        type: `t${n % 2}`,
        body: '{}',
        cause: `event-${n}`,
      }),
    )
    ids.push(messageId)
  }
  await world.run()
  const first = await listMessages(admin(), { endpointRef: 'listed', limit: 2 })
  const second = await listMessages(admin(), { endpointRef: 'listed', limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 4))
  expect((await listMessages(admin(), { endpointRef: 'listed', type: 't1' })).items).toHaveLength(3)
  expect((await listMessages(admin(), { endpointRef: 'listed', orderKey: 'k0' })).items).toHaveLength(2)
  expect((await listMessages(admin(), { cause: 'event-3' })).items.map(({ id }) => id)).toEqual([ids[2] ?? ''])
  expect((await listMessages(admin(), { state: 'delivered', limit: 100 })).items.length).toBeGreaterThanOrEqual(5)
  expect(await refusalOf(listMessages(admin(), { type: 't1' }))).toBe('request.invalid')
  expect(await refusalOf(listMessages(admin(), { endpointRef: 'nobody' }))).toBe('webhooks.endpoint-unknown')
  expect(await refusalOf(getMessage(world.harness.ctx(someone('SALES')), { id: ids[0] ?? '' }))).toBe('request.forbidden')
  const { items } = await listEndpoints(admin(), { ownerDomain: 'webhooks', state: 'enabled', limit: 100 })
  expect(items.map(({ ref }) => ref)).toContain('listed')
  expect(JSON.stringify(items)).not.toContain('whsec_')
})

test('settings say how long an answer may take, how many deliveries a new endpoint takes, and when a failing one is disabled', async () => {
  const set = (key: string, value: number) =>
    setSetting(world.harness.ctx(someone('ADMIN')), { key, value, baseVersion: 0, reason: 'for this test' })
  await world.endpoint('before')
  await set('webhooks.answer-within-seconds', 7)
  await set('webhooks.deliveries-at-a-time', 9)
  await set('webhooks.failing-days', 2)
  await world.endpoint('after')
  await world.endpoint('before')
  const [before, after] = [await own.findEndpoint(world.ctx(), 'before'), await own.findEndpoint(world.ctx(), 'after')]
  expect([before?.maxInFlight, after?.maxInFlight]).toEqual([5, 9])
  world.receivers.script('after', ['500'])
  await world.say('after', 'a', 1)
  await world.run()
  expect(world.calls.at(-1)?.timeoutMs).toBe(7_000)
  const failing = await own.findEndpoint(world.ctx(), 'after')
  expect(Date.parse(failing?.disablesAt ?? '') - Date.parse(failing?.failingSince ?? '')).toBe(2 * 24 * 3_600_000)
})
