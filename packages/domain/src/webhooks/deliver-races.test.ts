import { sql } from '@mas/db'
import { fail } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { claimDelivery } from './claim-delivery.ts'
import { deliver, settleDeliveries } from './deliver.ts'
import { own, useOutbound } from './given.ts'
import { recordDelivery } from './record-delivery.ts'
import { sendMessage } from './send-message.ts'

const world = useOutbound()
const dataOf = (body: string): { orderKey: string; sequence: number } => JSON.parse(body).data
const endpointId = async (ref: string) =>
  (await world.rows<{ id: string }>(sql`select id from webhooks.endpoints where ref = ${ref}`))[0]?.id ?? ''
const states = () => world.rows(sql`select state, count(*)::int as n from webhooks.messages group by state order by state`)

test('twenty workers at one key send each message once, in order', async () => {
  await world.endpoint('workers', { maxInFlight: 20 })
  for (let n = 1; n <= 5; n++) await world.say('workers', 'a', n)
  const place = { endpointId: await endpointId('workers'), orderKey: 'a' }
  for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 20 }, () => deliver(world.ctx(), place)))
  await world.run()
  expect(world.receivers.received('workers').map(({ body }) => dataOf(body).sequence)).toEqual([1, 2, 3, 4, 5])
})

test('one place asked for by many at once is one message; the same place with other words is refused', async () => {
  await world.endpoint('places')
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      world.tx((t) => own.enqueueDelivery(t, { endpointRef: 'places', orderKey: 'a', sequence: 7, type: 'x', body: '{"n":1}' })),
    ),
  )
  expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  const other = world.tx((t) => own.enqueueDelivery(t, { endpointRef: 'places', orderKey: 'a', sequence: 7, type: 'x', body: '{"n":2}' }))
  expect(await refusalOf(other)).toBe('webhooks.sequence-reused')
  await world.run()
  expect(world.receivers.received('places')).toHaveLength(1)
})

test('no endpoint is ever given more at a time than it takes', async () => {
  await world.endpoint('hang-slots', { maxInFlight: 3 })
  world.receivers.script(
    'hang-slots',
    Array.from({ length: 30 }, () => 'hang' as const),
  )
  for (let n = 0; n < 9; n++) await world.say('hang-slots', `key-${n}`, 1)
  const id = await endpointId('hang-slots')
  await Promise.all(Array.from({ length: 9 }, (_, n) => deliver(world.ctx(), { endpointId: id, orderKey: `key-${n}` })))
  // The jobs are done while the receiver still says nothing, so nobody in their batch waits for it.
  expect(
    await world.rows(sql`select count(*)::int as n from webhooks.messages where endpoint_id = ${id}::uuid and state = 'delivering'`),
  ).toEqual([{ n: 3 }])
  await world.run()
  // The others were started as slots became free, without a sweep.
  expect(world.receivers.received('hang-slots').length).toBe(9)
})

test('a removal and what is said at the same moment: said before and cancelled, or refused; nothing is left waiting', async () => {
  for (let round = 0; round < 6; round++) {
    const ref = `going-${round}`
    await world.endpoint(ref)
    await Promise.all([
      ...Array.from({ length: 6 }, (_, n) => refusalOf(world.say(ref, `k${n}`, 1))),
      world.tx((t) => own.removeEndpoint(t, { ref })),
    ])
    await world.run()
  }
  expect(
    await world.rows(
      sql`select 1 as one from webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id where e.ref like 'going-%' and m.state in ('pending', 'delivering')`,
    ),
  ).toEqual([])
})

async function inOrder(ref: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await world.say(ref, 'ordered', n)
}

test('whatever is said in whichever order while workers run and receivers fail, every key arrives whole, in order, and once per success', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('200' as const, '500' as const, '503' as const, 'drop' as const), { maxLength: 8 }),
      fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 }),
      async (script, order) => {
        const ref = `storm-${round++}`
        await world.endpoint(ref)
        world.receivers.script(ref, script)
        await Promise.all([
          ...order.map((sequence) => world.say(ref, 'mixed', sequence)),
          inOrder(ref, order.length),
          ...Array.from({ length: 4 }, () => world.harness.drain()),
        ])
        await world.run()
        const delivered = () => world.receivers.received(ref).filter(({ answered }) => answered === '200').length
        for (let n = 0; n < 9 && delivered() < 16; n++) await world.pass(25 * 3_600_000)
        const told = world.receivers.received(ref).map((one) => ({ ...dataOf(one.body), answered: one.answered }))
        const of = (key: string) => told.filter(({ orderKey }) => orderKey === key)
        for (const key of ['mixed', 'ordered'])
          expect(
            of(key)
              .filter(({ answered }) => answered === '200')
              .map(({ sequence }) => sequence)
              .toSorted(),
          ).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
        // Between two attempts of one message nothing else of its key is sent.
        const runs = of('ordered')
          .map(({ sequence }) => sequence)
          .filter((one, n, all) => one !== all[n - 1])
        expect(runs).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      },
    ),
    { numRuns: 3 },
  )
  expect((await states()).map(({ state }) => state)).not.toContain('delivering')
}, 180_000)

test('a worker that dies between sending and recording repeats the same message under the same id; its late record changes nothing', async () => {
  await world.endpoint('lease')
  const id = await world.say('lease', 'a', 1)
  await world.say('lease', 'a', 2)
  const place = { endpointId: await endpointId('lease'), orderKey: 'a' }
  const claimed = await world.tx((t) => claimDelivery(t, place, () => 5))
  if (claimed === undefined) throw new Error('nothing was claimed')
  const outcome = await sendMessage(world.ctx(), claimed.endpoint, {
    id,
    n: claimed.message.sends,
    body: Buffer.from(claimed.message.body, 'base64'),
  })
  // Within the lease nobody else touches it, and nothing overtakes it.
  await world.pass(59_000)
  expect(world.receivers.received('lease')).toHaveLength(1)
  expect((await own.explainDelivery(world.ctx(), id)).why).toBe('under-way')
  world.harness.clock.advance(1_001)
  expect((await own.explainDelivery(world.ctx(), id)).why).toBe('lease-over')
  await world.pass(0)
  expect(world.receivers.received('lease').map((one) => [one.id === id, one.attempt])).toEqual([
    [true, 1],
    [true, 2],
    [false, 1],
  ])
  await recordDelivery(world.ctx(), claimed, { ...outcome, verdict: { ...outcome.verdict, success: false, status: 500 } })
  const detail = await own.getMessage(world.ctx(), id)
  expect(detail).toMatchObject({ state: 'delivered', attempt: 0, sends: 2 })
  expect(await own.findEndpoint(world.ctx(), 'lease')).toMatchObject({ failuresInARow: 0 })
})

test('a database that is away when the answer comes is waited for: the outcome is recorded, and nothing is sent twice', async () => {
  await world.endpoint('patient')
  const id = await world.say('patient', 'a', 1)
  await world.rows(sql`delete from pgboss.job where name = 'webhooks.deliver'`)
  const real = world.ctx()
  let transactions = 0
  const transact: typeof real.infra.transact = (work) =>
    ++transactions === 2 ? Promise.reject(fail('request.unavailable')) : real.infra.transact(work)
  const ctx = { ...real, infra: { ...real.infra, transact } }
  await deliver(ctx, { endpointId: await endpointId('patient'), orderKey: 'a' })
  await settleDeliveries(ctx)
  expect(await own.getMessage(world.ctx(), id)).toMatchObject({ state: 'delivered', sends: 1, attempts: [{ n: 1, status: 200 }] })
  expect(world.receivers.received('patient')).toHaveLength(1)
})

test('messages that an edit by hand left behind are found by the sweep, however many wait rightly before them', async () => {
  await world.endpoint('edited')
  await world.tx((t) => own.setEndpointState(t, { ref: 'edited', state: 'paused' }))
  const bodies = Array.from({ length: 1_100 }, (_, n) => ({ orderKey: 'long', sequence: n + 1, type: 'x', body: '{}' }))
  await world.tx((t) =>
    own.enqueueDeliveries(
      t,
      bodies.map((one) => ({ endpointRef: 'edited', ...one })),
    ),
  )
  const [first, second] = [await world.say('edited', 'a', 1), await world.say('edited', 'a', 2)]
  await world.rows(sql`delete from webhooks.messages where id = ${first}`)
  await world.rows(sql`delete from pgboss.job where name = 'webhooks.deliver'`)
  await world.pass(0)
  expect((await own.getMessage(world.ctx(), second)).nextAt).not.toBeNull()
  await world.rows(sql`delete from webhooks.messages where order_key = 'long'`)
  await world.tx((t) => own.setEndpointState(t, { ref: 'edited', state: 'enabled' }))
  await world.run()
  expect((await own.getMessage(world.ctx(), second)).state).toBe('delivered')
})
