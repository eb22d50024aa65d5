import { sql } from '@mas/db'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { own, useOutbound } from './given.ts'
import { getMessage, newSigningSecret } from './index.ts'

const world = useOutbound()
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const startOf = (iso: string) => world.harness.clock.set(iso)
const bodiesAt = (name: string) => world.receivers.received(name).map(({ body }) => body)
const detail = (id: string) => getMessage(world.harness.ctx(someone('ADMIN')), { id })
const placesAt = (name: string) =>
  bodiesAt(name).map((body) => {
    const { data } = JSON.parse(body)
    return `${data.orderKey}${data.sequence}`
  })

test('a message arrives byte for byte, signed so that the official library verifies it', async () => {
  startOf(new Date().toISOString()) // the library compares with its own clock
  const secret = await world.endpoint('signed')
  const body = '{ "type": "lead.updated",  "data": {"name":"Asha ☃"} }'
  const id = await world.say('signed', 'lead', 1, body)
  await world.run()
  const headers = world.calls.at(-1)?.headers ?? {}
  expect(headers).toMatchObject({ 'webhook-id': id, 'x-mas-attempt': '1', 'content-type': 'application/json' })
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ data: { name: 'Asha ☃' } })
  expect(world.receivers.received('signed')).toMatchObject([{ id, body, signature: 'valid', signatures: 1 }])
  expect(await detail(id)).toMatchObject({
    state: 'delivered',
    body,
    sends: 1,
    attempts: [{ n: 1, status: 200, response: 'taken', address: '127.0.0.1' }],
  })
})

test('an endpoint that is down from 10:00 gets one message at 10:00:00, :05, 10:05, 10:35, 12:35; the next of its key follows, other keys do not wait', async () => {
  startOf('2026-11-24T10:00:00Z')
  await world.endpoint('down')
  const script = ['500', '500', '200', '500', '500'] as const
  world.receivers.script('down', script)
  const first = await world.say('down', 'a', 1)
  await world.say('down', 'a', 2)
  await world.run()
  const times: number[] = []
  const dueIn = async () => Date.parse((await detail(first)).nextAt ?? '') - world.harness.clock.now().getTime()
  times.push(await dueIn())
  await world.pass(times.at(-1) ?? 0)
  times.push(await dueIn())
  // Another key is attempted on its own schedule, meanwhile.
  await world.say('down', 'b', 1)
  await world.run()
  expect(placesAt('down')).toEqual(['a1', 'a1', 'b1'])
  for (let n = 0; n < 2; n++) {
    await world.pass(await dueIn())
    times.push(await dueIn())
  }
  for (const [n, wait] of [5_000, 5 * minuteMs, 30 * minuteMs, 2 * hourMs].entries()) {
    expect(times[n]).toBeGreaterThanOrEqual(wait * 0.9)
    expect(times[n]).toBeLessThanOrEqual(wait * 1.1)
  }
  await world.pass(await dueIn())
  expect(placesAt('down')).toEqual(['a1', 'a1', 'b1', 'a1', 'a1', 'a1', 'a2'])
  const ids = world.receivers.received('down').filter(({ body }) => body.includes('"sequence":1') && body.includes('"a"'))
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
  expect(ids.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5])
  expect(world.receivers.received('down').every(({ signature }) => signature === 'valid')).toBe(true)
})

test('a retry runs at its time by its own job, without any sweep', async () => {
  await world.endpoint('timed')
  world.receivers.script('timed', ['500'])
  const id = await world.say('timed', 'a', 1)
  await world.run()
  world.harness.clock.set((await detail(id)).nextAt ?? '')
  await world.run()
  expect(await detail(id)).toMatchObject({ state: 'delivered', attempt: 1, sends: 2 })
})

test('ten failures end a message, tell its owner, and let the next of its key go', async () => {
  startOf('2026-11-26T10:00:00Z')
  await world.endpoint('bad')
  const [dead, next] = [await world.say('bad', 'a', 1), await world.say('bad', 'a', 2)]
  // A success for another key in between keeps the circuit closed.
  for (let n = 1; n <= 10; n++) {
    world.receivers.script('bad', ['400', '200'])
    await world.pass(25 * hourMs + 3 * hourMs)
    await world.say('bad', `other-${n}`, 1)
    await world.run()
  }
  expect(await detail(dead)).toMatchObject({ state: 'dead', attempt: 10, sends: 10 })
  expect((await detail(dead)).attempts.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 400))
  expect(await detail(next)).toMatchObject({ state: 'delivered' })
  expect(await world.rows(sql`select data from events.outbox where name = 'webhooks.delivery-failed'`)).toEqual([
    { data: { messageId: dead, endpointRef: 'bad', ownerDomain: 'webhooks', orderKey: 'a', sequence: 1, lastStatus: 400 } },
  ])
}, 180_000)

test('a rotated secret signs beside its successor for 24 hours and not a second longer', async () => {
  startOf('2026-12-20T12:00:00Z')
  const old = await world.endpoint('rotated')
  const next = newSigningSecret()
  await world.tx((t) => own.setEndpointSecrets(t, { ref: 'rotated', rotateTo: next, overlapMs: 24 * hourMs }))
  const signaturesWith = async (secrets: string[], sequence: number) => {
    world.receivers.secrets('rotated', secrets)
    await world.say('rotated', 'a', sequence)
    await world.run()
    const { signatures, signature } = world.receivers.received('rotated').at(-1) ?? {}
    return [signatures, signature]
  }
  expect(await signaturesWith([old], 1)).toEqual([2, 'valid'])
  startOf('2026-12-21T11:59:59.999Z')
  expect(await signaturesWith([next], 2)).toEqual([2, 'valid'])
  startOf('2026-12-21T12:00:00Z')
  expect(await signaturesWith([next], 3)).toEqual([1, 'valid'])
  expect(await signaturesWith([old], 4)).toEqual([1, 'invalid'])
  const stored = JSON.stringify(await world.rows(sql`select secrets from webhooks.endpoints where ref = 'rotated'`))
  for (const secret of [old, next]) {
    expect(stored).not.toContain(secret.slice(6, 30))
    expect(world.harness.logged()).not.toContain(secret.slice(6, 30))
  }
  expect(await refusalOf(world.tx((t) => own.setEndpointSecrets(t, { ref: 'rotated', secrets: [] })))).toBe('webhooks.secret-invalid')
  expect(await refusalOf(world.tx((t) => own.setEndpointSecrets(t, { ref: 'rotated', secrets: [{ secret: 'whsec_c2hvcnQ=' }] })))).toBe(
    'webhooks.secret-invalid',
  )
})

test('redirects, endless answers, cut answers and silence are what they are', async () => {
  startOf('2026-12-22T10:00:00Z')
  const outcome = async (name: string, answer: Parameters<typeof world.receivers.script>[1][number]) => {
    await world.endpoint(name)
    world.receivers.script(name, [answer])
    const id = await world.say(name, 'a', 1)
    await world.run()
    const { state, attempts } = await detail(id)
    return [state, attempts[0]?.status ?? attempts[0]?.error, world.receivers.received(name).length]
  }
  expect(await outcome('r204', '204')).toEqual(['delivered', 204, 1])
  expect(await outcome('r301', '301')).toEqual(['pending', 301, 1])
  expect(await outcome('endless', 'endless')).toEqual(['delivered', 200, 1])
  expect(await outcome('cut', 'cut')).toEqual(['pending', 'connection-lost', 1])
  expect(await outcome('drop', 'drop')).toEqual(['pending', 'connection-lost', 1])
  expect(await outcome('hang', 'hang')).toEqual(['pending', 'timeout', 1])
  expect(await outcome('hang-late', 'late')).toEqual(['pending', 'timeout', 1])
  const [kept] = await world.rows<{ size: number }>(
    sql`select octet_length(a.response) as size from webhooks.attempts a join webhooks.messages m on m.id = a.message_id join webhooks.endpoints e on e.id = m.endpoint_id where e.ref = 'endless'`,
  )
  expect(kept?.size).toBe(2_048)
})

test('429 halves what an endpoint is given and its Retry-After, in seconds or as a date, moves the message later', async () => {
  startOf('2026-12-23T10:00:00Z')
  for (const [name, answer] of [
    ['busy-seconds', '429-seconds'],
    ['busy-date', '429-date'],
  ] as const) {
    await world.endpoint(name, { maxInFlight: 8 })
    world.receivers.script(name, [answer])
    const id = await world.say(name, 'a', 1)
    await world.run()
    expect(await detail(id)).toMatchObject({ state: 'pending', attempt: 1, nextAt: '2026-12-23T10:02:00.000Z' })
    expect((await own.findEndpoint(world.ctx(), name))?.allowedInFlight).toBe(4)
  }
})

test('after ten failures in a row one probe a minute goes out with the oldest message, until a 2xx; no attempt is used up', async () => {
  startOf('2026-12-24T10:00:00Z')
  await world.endpoint('circuit', { maxInFlight: 1 })
  world.receivers.script(
    'circuit',
    Array.from({ length: 14 }, () => '500' as const),
  )
  const ids: string[] = []
  for (let n = 0; n < 12; n++) {
    startOf(`2026-12-24T10:00:00.${String(n).padStart(3, '0')}Z`) // the oldest is told by its time
    ids.push(await world.say('circuit', `key-${n}`, 1))
  }
  await world.run()
  expect(placesAt('circuit')).toHaveLength(10)
  const endpoint = () => own.findEndpoint(world.ctx(), 'circuit')
  expect(await endpoint()).toMatchObject({ failuresInARow: 10, probeAt: '2026-12-24T10:01:00.011Z' })
  const attemptsBefore = await world.rows(sql`select id, attempt from webhooks.messages where order_key like 'key-%' order by id`)
  await world.pass(59_000)
  expect(placesAt('circuit')).toHaveLength(10)
  for (let n = 1; n <= 4; n++) {
    await world.pass(`2026-12-24T10:0${n}:01Z`)
    expect(placesAt('circuit')).toHaveLength(10 + n)
    expect(placesAt('circuit').at(-1)).toBe('key-01')
  }
  expect(await world.rows(sql`select id, attempt from webhooks.messages where order_key like 'key-%' order by id`)).toEqual(attemptsBefore)
  expect((await own.explainDelivery(world.ctx(), ids[5] ?? '')).why).toBe('circuit-open')
  await world.pass('2026-12-24T10:05:01Z')
  expect(new Set(placesAt('circuit').slice(14)).size).toBe(placesAt('circuit').length - 14)
  await world.pass('2026-12-24T10:40:00Z')
  expect(await endpoint()).toMatchObject({ failuresInARow: 0, probeAt: null, pending: 0 })
}, 180_000)

test('410 disables at once and keeps what waits; enabling goes on with the oldest; thirty days later the rest is cancelled', async () => {
  startOf('2027-01-04T10:00:00Z')
  await world.endpoint('gone', { maxInFlight: 1 })
  world.receivers.script('gone', ['410'])
  const ids = [await world.say('gone', 'a', 1), await world.say('gone', 'a', 2), await world.say('gone', 'b', 1)]
  await world.run()
  expect(await own.findEndpoint(world.ctx(), 'gone')).toMatchObject({ state: 'disabled', disabledReason: 'gone', pending: 3 })
  expect(await world.rows(sql`select data from events.outbox where name = 'webhooks.endpoint-disabled'`)).toEqual([
    { data: { endpointRef: 'gone', ownerDomain: 'webhooks', reason: 'gone' } },
  ])
  expect(await refusalOf(world.tx((t) => own.replay(t, { endpointRef: 'gone', since: world.harness.clock.now() })))).toBe(
    'webhooks.endpoint-disabled',
  )
  expect(await refusalOf(world.tx((t) => own.setEndpointState(t, { ref: 'gone', state: 'paused' })))).toBe('webhooks.endpoint-disabled')
  await world.tx((t) => own.setEndpointState(t, { ref: 'gone', state: 'enabled' }))
  await world.run()
  expect(placesAt('gone').slice(1).toSorted()).toEqual(['a1', 'a2', 'b1'])

  await world.tx((t) => own.setEndpointState(t, { ref: 'gone', state: 'paused' }))
  const waiting = await world.say('gone', 'c', 1)
  await world.run()
  expect(await own.explainDelivery(world.ctx(), waiting)).toMatchObject({ state: 'pending', why: 'paused' })
  world.harness.clock.advance(29 * 24 * hourMs)
  await world.job('webhooks.prune')
  expect((await detail(waiting)).state).toBe('pending')
  world.harness.clock.advance(2 * 24 * hourMs)
  await world.job('webhooks.prune')
  expect(await detail(waiting)).toMatchObject({ state: 'cancelled', cancelReason: 'paused for 30 days' })
  expect(await refusalOf(detail(ids[0] ?? ''))).toBe('webhooks.message-not-found')
})

test('removing an endpoint cancels what waits, and nothing can be said to it any more', async () => {
  await world.endpoint('removed')
  await world.tx((t) => own.setEndpointState(t, { ref: 'removed', state: 'paused' }))
  const id = await world.say('removed', 'a', 1)
  expect(await world.tx((t) => own.removeEndpoint(t, { ref: 'removed' }))).toEqual({ cancelled: 1 })
  expect(await detail(id)).toMatchObject({ state: 'cancelled', cancelReason: 'endpoint removed' })
  expect(await refusalOf(world.say('removed', 'a', 2))).toBe('webhooks.endpoint-unknown')
  expect((await own.explainDelivery(world.ctx(), id)).why).toBe('settled')
})

test('however much waits at an endpoint, its removal takes a moment: nothing of it is sent, and the sweep cancels the rest', async () => {
  await world.endpoint('crowded')
  await world.tx((t) => own.setEndpointState(t, { ref: 'crowded', state: 'paused' }))
  await world.rows(
    sql`insert into webhooks.messages (id, endpoint_id, type, order_key, sequence, body, state, next_at, created_at, request_id)
        select 'msg_' || md5(n::text), e.id, 'x', 'crowd-' || n, 1, '\\x7b7d'::bytea, 'pending', now() - interval '1 year', now() - interval '1 year', 'test'
        from generate_series(1, 6000) n, webhooks.endpoints e where e.ref = 'crowded'`,
  )
  expect(await world.tx((t) => own.removeEndpoint(t, { ref: 'crowded' }))).toEqual({ cancelled: 6_000 })
  const states = () =>
    world.rows(
      sql`select state, cancel_reason, count(*)::int as n from webhooks.messages where order_key like 'crowd-%' group by 1, 2 order by 1`,
    )
  expect(await states()).toEqual([
    { state: 'cancelled', cancel_reason: 'endpoint removed', n: 5_000 },
    { state: 'pending', cancel_reason: null, n: 1_000 },
  ])
  await world.pass(0)
  expect(await states()).toEqual([{ state: 'cancelled', cancel_reason: 'endpoint removed', n: 6_000 }])
  expect(world.receivers.received('crowded')).toEqual([])
})

test('a replay sends delivered and dead messages again under their ids, in their order; a dry run only counts', async () => {
  startOf('2027-03-01T10:00:00Z')
  await world.endpoint('again')
  const ids = [await world.say('again', 'a', 1), await world.say('again', 'a', 2), await world.say('again', 'b', 1)]
  await world.run()
  const since = new Date('2027-03-01T09:00:00Z')
  expect(await world.tx((t) => own.replay(t, { endpointRef: 'again', since, dryRun: true }))).toEqual({ count: 3 })
  await world.run()
  expect(world.receivers.received('again')).toHaveLength(3)
  expect(await world.tx((t) => own.replay(t, { endpointRef: 'again', since, types: ['lead.updated'] }))).toEqual({ count: 3 })
  await world.run()
  const again = world.receivers.received('again').slice(3)
  expect(again.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  expect(again.filter(({ id }) => id !== ids[2]).map(({ id }) => id)).toEqual(ids.slice(0, 2))
  expect(await world.tx((t) => own.replay(t, { messageId: ids[1] ?? '' }))).toEqual({ count: 1 })
  await world.run()
  expect(await detail(ids[1] ?? '')).toMatchObject({ state: 'delivered', sends: 3 })
  const old = new Date(world.harness.clock.now().getTime() - 31 * 24 * hourMs)
  expect(await refusalOf(world.tx((t) => own.replay(t, { endpointRef: 'again', since: old })))).toBe('request.invalid')
  expect(await refusalOf(world.tx((t) => own.replay(t, { messageId: `msg_${'0'.repeat(32)}` })))).toBe('webhooks.message-not-found')
})

test('a ping goes out at once, signed, whatever the state, and leaves nothing behind', async () => {
  await world.endpoint('pinged')
  await world.tx((t) => own.setEndpointState(t, { ref: 'pinged', state: 'paused' }))
  world.receivers.script('pinged', ['500'])
  expect(await own.pingEndpoint(world.ctx(), { ref: 'pinged' })).toMatchObject({ success: false, status: 500, response: 'played 500' })
  expect(await own.pingEndpoint(world.ctx(), { ref: 'pinged' })).toMatchObject({ success: true, status: 200, error: null })
  expect(world.receivers.received('pinged')).toMatchObject([{ signature: 'valid' }, { signature: 'valid' }])
  expect((await own.listMessages(world.ctx(), { endpointRef: 'pinged' })).items).toEqual([])
})
