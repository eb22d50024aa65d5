import { event } from '@mas/contracts/core'
import { rows, sql } from '@mas/db'
import { anonymous, command, defineJob, emit, enqueue, fail, handler, inTx, on, refuseAfterCommit, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { z } from 'zod'

const happened = event('test.happened', z.object({ n: z.int() }))
const work = defineJob('test.work', z.object({ n: z.int() }), { retryLimit: 3 })
let heard: number[] = []
let worked: number[] = []
let failures = 0

const harness = useHarness({
  poolSize: 20,
  extra: {
    handlers: [
      handler(work, async (_ctx, { n }) => {
        if (failures-- > 0) throw fail('request.unavailable')
        if (n < 0) throw fail('request.conflict')
        worked.push(n)
      }),
    ],
    subscribers: [
      on(happened, 'test.hear', async (_t, { n }) => void heard.push(n)),
      on(happened, 'test.overhear', async (t, { n }) => enqueue(t, work, { n })),
    ],
  },
})
const ctx = () => harness.ctx(system('test'))

beforeEach(() => {
  heard = []
  worked = []
  failures = 0
})

test('an event reaches every subscriber once, and what a subscriber enqueues runs', async () => {
  await inTx(ctx(), (t) => emit(t, happened, { n: 1 }))
  const { dead } = await harness.drain()
  expect({ heard, worked, dead }).toEqual({ heard: [1], worked: [1], dead: [] })
})

test('a rolled-back transaction publishes and enqueues nothing', async () => {
  await refusalOf(
    inTx(ctx(), async (t) => {
      await emit(t, happened, { n: 2 })
      await enqueue(t, work, { n: 2 })
      throw new Error('undo')
    }),
  )
  await harness.drain()
  expect({ heard, worked }).toEqual({ heard: [], worked: [] })
})

test('delivering the same job of a subscriber twice acts once', async () => {
  await inTx(ctx(), (t) => emit(t, happened, { n: 3 }))
  await harness.drain()
  await rows(harness.runtime.driver.db, sql`update pgboss.job set state = 'created', completed_on = null where name = 'test.hear'`)
  await harness.drain()
  expect(heard).toEqual([3])
})

test('a fault is retried, a refusal is dead at once with its code', async () => {
  failures = 2
  await inTx(ctx(), async (t) => {
    await enqueue(t, work, { n: 4 })
  })
  expect((await harness.drain()).dead).toEqual([])
  expect(worked).toEqual([4])
  await inTx(ctx(), (t) => enqueue(t, work, { n: -1 }))
  expect((await harness.drain()).dead).toEqual([{ job: 'test.work', code: 'request.conflict', payload: { n: -1 } }])
})

test('a failed statement whose error was swallowed fails the transaction instead of losing its writes in silence', async () => {
  const swallowed = inTx(ctx(), async (t) => {
    await enqueue(t, work, { n: 5 })
    await rows(t.tx, sql`select 1 / 0`).catch(() => undefined)
  })
  expect(await refusalOf(swallowed)).not.toBe('nothing was refused')
  await harness.drain()
  expect(worked).toEqual([])
})

let effects = 0
const create = command({
  verb: 'test.create',
  summary: 'Counts its effects.',
  permission: 'public',
  input: z.strictObject({ name: z.string() }),
  output: z.object({ id: z.int(), name: z.string() }),
  run: async (t, { name }) => {
    effects += 1
    await enqueue(t, work, { n: 100 })
    if (name === 'refused') return refuseAfterCommit(fail('request.conflict'))
    return { id: effects, name, secret: 'not in the contract' }
  },
})

test('twenty parallel requests with one key have one effect and one answer', async () => {
  effects = 0
  const user = someone('USER')
  const answers = await Promise.all(Array.from({ length: 20 }, () => create(harness.ctx(user, { requestKey: 'k1' }), { name: 'a' })))
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"id":1,"name":"a"}']))
  expect(effects).toBe(1)
  expect(await refusalOf(create(harness.ctx(user, { requestKey: 'k1' }), { name: 'b' }))).toBe('request.key-reused')
  await create(harness.ctx(someone('USER'), { requestKey: 'k1' }), { name: 'a' })
  expect(effects).toBe(2)
})

test('a refusal that must leave traces commits them and then refuses', async () => {
  await harness.drain()
  worked = []
  expect(await refusalOf(create(ctx(), { name: 'refused' }))).toBe('request.conflict')
  await harness.drain()
  expect(worked).toEqual([100])
  // With a key it is refused once, however often it is asked, and a repeat is no fault.
  const asked = { ...ctx(), requestKey: 'refused-once' }
  for (const _ of [1, 2]) expect(await refusalOf(create(asked, { name: 'refused' }))).toBe('request.conflict')
  await harness.drain()
  expect(worked).toEqual([100, 100])
  const kept = await rows(harness.runtime.driver.db, sql`select response from requests.keys where key = 'refused-once'`)
  expect(JSON.stringify(kept)).not.toContain('conflict')
})

test('unknown input keys and unknown output fields are not let through', async () => {
  expect(await refusalOf(create(ctx(), JSON.parse('{"name":"a","role":"ADMIN"}')))).toBe('request.invalid')
  expect(Object.keys(await create(ctx(), { name: 'a' }))).toEqual(['id', 'name'])
})

test('a caller over its rate class is told when to come back', async () => {
  const limited = command({
    verb: 'test.limited',
    summary: 'Bulk.',
    permission: 'public',
    rate: 'bulk',
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
  })
  const user = someone('USER')
  const codes = await Promise.all(Array.from({ length: 35 }, () => refusalOf(limited(harness.ctx(user), {}))))
  expect(codes.filter((code) => code === 'request.too-many')).toHaveLength(5)
})

test('one IPv6 network is one anonymous caller, whichever of its addresses it uses', async () => {
  const visit = command({
    verb: 'test.visit',
    summary: 'Exact.',
    permission: 'public',
    rate: 'bulk',
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
  })
  const calls = Array.from({ length: 35 }, (_, n) => refusalOf(visit(harness.ctx(anonymous, { ip: `2001:db8:7:7::${n}` }), {})))
  expect((await Promise.all(calls)).filter((code) => code === 'request.too-many')).toHaveLength(5)
  expect(await refusalOf(visit(harness.ctx(anonymous, { ip: '2001:db8:7:8::1' }), {}))).not.toBe('request.too-many')
})
