import { sql } from '@mas/db'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { own, useOutbound } from './given.ts'

const world = useOutbound()
const many = 2_500

/** Messages that lie there as if they had been said and settled, three to a key. */
async function crowd(ref: string, state: 'delivered' | 'pending'): Promise<void> {
  const now = world.harness.clock.now()
  const [settled, next] = state === 'delivered' ? [now.toISOString(), null] : [null, new Date(now.getTime() + 86_400_000).toISOString()]
  await world.rows(
    sql`insert into webhooks.messages (id, endpoint_id, type, order_key, sequence, body, state, next_at, created_at, settled_at, attempt, request_id)
        select 'msg_' || md5(${ref}::text || n::text), e.id, 'x', ${ref}::text || '-' || (n / 3), n % 3, '\\x7b7d'::bytea, ${state}::text,
          case when n % 3 = 0 then ${next}::timestamptz end, ${now.toISOString()}::timestamptz, ${settled}::timestamptz, 2, 'test'
        from generate_series(0, ${many - 1}) n, webhooks.endpoints e where e.ref = ${ref}`,
  )
}
const rowsOf = (ref: string, what: ReturnType<typeof sql>) =>
  world.rows<{ n: number }>(sql`select ${what} from webhooks.messages where order_key like ${`${ref}-%`}`)
/** How many rows the largest transaction wrote: each row carries the number of its last one. */
async function largestWrite(ref: string): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    sql`select max(n)::int as n from (select count(*) as n from webhooks.messages where order_key like ${`${ref}-%`} group by xmin::text) one`,
  )
  return row?.n ?? 0
}

test('a replay of many goes out in parts that hold nobody up, leaves what was sent since alone, and keeps the order of each key', async () => {
  await world.endpoint('flood')
  await world.tx((t) => own.setEndpointState(t, { ref: 'flood', state: 'paused' }))
  await crowd('flood', 'delivered')
  const since = new Date(world.harness.clock.now().getTime() - 3_600_000)
  expect(await world.tx((t) => own.replay(t, { endpointRef: 'flood', since }))).toEqual({ count: many })
  expect(await rowsOf('flood', sql`count(*) filter (where state = 'pending')::int as n`)).toEqual([{ n: 0 }])
  const later = new Date(world.harness.clock.now().getTime() + 1_000).toISOString()
  await world.rows(sql`update webhooks.messages set settled_at = ${later}::timestamptz where order_key = 'flood-7' and sequence = 1`)
  await world.run()
  expect(await rowsOf('flood', sql`count(*) filter (where state = 'pending' and attempt = 0)::int as n`)).toEqual([{ n: many - 1 }])
  expect(await largestWrite('flood')).toBeLessThanOrEqual(1_000)
  // One of each key is due, and it is the first.
  const due = await world.rows<{ sequence: string; n: number }>(
    sql`select sequence::text, count(*)::int as n from webhooks.messages where order_key like 'flood-%' and next_at is not null group by 1`,
  )
  expect(due).toEqual([{ sequence: '0', n: Math.ceil(many / 3) }])
})

test('a replay that dies is repeated without harm, and one of an endpoint that is gone ends', async () => {
  await world.endpoint('dying')
  await world.tx((t) => own.setEndpointState(t, { ref: 'dying', state: 'paused' }))
  await crowd('dying', 'delivered')
  const since = new Date(world.harness.clock.now().getTime() - 3_600_000)
  // Asked for twice stands for a job that was repeated: both look at every message.
  await world.tx((t) => own.replay(t, { endpointRef: 'dying', since }))
  await world.tx((t) => own.replay(t, { endpointRef: 'dying', since }))
  await world.tx((t) => own.replay(t, { endpointRef: 'dying', since, types: ['nothing'] }))
  await world.run()
  expect(await rowsOf('dying', sql`count(*) filter (where state = 'pending')::int as n`)).toEqual([{ n: many }])
  await world.endpoint('left')
  await crowd('left', 'delivered')
  await world.tx((t) => own.replay(t, { endpointRef: 'left', since }))
  await world.tx((t) => own.removeEndpoint(t, { ref: 'left' }))
  await world.run()
  expect(await rowsOf('left', sql`count(*) filter (where state = 'pending')::int as n`)).toEqual([{ n: 0 }])
  expect(await refusalOf(world.tx((t) => own.replay(t, { endpointRef: 'left', since })))).toBe('webhooks.endpoint-unknown')
})

test('enabling brings what was put off forward in parts, and leaves what was tried since to its time', async () => {
  await world.endpoint('asleep', { maxInFlight: 1 })
  await world.tx((t) => own.setEndpointState(t, { ref: 'asleep', state: 'paused' }))
  await crowd('asleep', 'pending')
  await world.rows(
    sql`update webhooks.messages m set next_at = created_at + interval '1 day' where order_key like 'asleep-%' and next_at is null`,
  )
  world.receivers.script(
    'asleep',
    Array.from({ length: 12 }, () => '500'),
  )
  await world.tx((t) => own.setEndpointState(t, { ref: 'asleep', state: 'enabled' }))
  expect(await rowsOf('asleep', sql`count(*) filter (where next_at <= created_at)::int as n`)).toEqual([{ n: 1_000 }])
  const now = new Date(world.harness.clock.now().getTime() + 1).toISOString()
  const [tried] = await world.rows<{ id: string }>(
    sql`select id from webhooks.messages where order_key like 'asleep-%' and next_at > created_at order by next_at desc, id desc limit 1`,
  )
  await world.rows(sql`insert into webhooks.attempts (message_id, n, at) values (${tried?.id ?? ''}, 99, ${now}::timestamptz)`)
  await world.run()
  const late = sql`count(*) filter (where next_at > created_at and not exists (select 1 from webhooks.attempts a where a.message_id = id))::int as n`
  expect(await rowsOf('asleep', late)).toEqual([{ n: 0 }])
  const [left] = await world.rows(sql`select next_at > created_at as late from webhooks.messages where id = ${tried?.id ?? ''}`)
  expect(left).toEqual({ late: true })
  expect(await largestWrite('asleep')).toBeLessThanOrEqual(1_000)
})
