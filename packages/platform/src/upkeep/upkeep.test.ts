import { event } from '@mas/contracts/core'
import { rows, sql } from '@mas/db'
import { emit, inTx, newId, on, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { upkeepHandlers } from './index.ts'

const happened = event('test.upkeep-happened', z.object({ n: z.int() }))
const heard: number[] = []
const harness = useHarness({
  extra: { handlers: upkeepHandlers, subscribers: [on(happened, 'test.hear-upkeep', async (_t, { n }) => void heard.push(n))] },
})
const db = () => harness.runtime.driver.db
const runJob = (name: string) => rows(db(), sql`insert into pgboss.job (name, data) values (${name}, '{}')`).then(() => harness.drain())

test('an event whose dispatch was lost is heard after a minute, once', async () => {
  await inTx(harness.ctx(system('test')), (t) => emit(t, happened, { n: 1 }))
  await rows(db(), sql`delete from pgboss.job`)
  await runJob('events.redispatch')
  expect(heard).toEqual([])
  harness.clock.advance(61_000)
  await runJob('events.redispatch')
  await runJob('events.redispatch')
  expect(heard).toEqual([1])
})

test('request keys are forgotten after 48 hours, not before', async () => {
  const at = (hours: number) => new Date(harness.clock.now().getTime() - hours * 3_600_000).toISOString()
  await rows(
    db(),
    sql`insert into requests.keys (actor, verb, key, body_hash, created_at) values ('a', 'v', 'young', 'h', ${at(47)}::timestamptz), ('a', 'v', 'old', 'h', ${at(49)}::timestamptz)`,
  )
  await runJob('requests.prune')
  expect(await rows(db(), sql`select key from requests.keys`)).toEqual([{ key: 'young' }])
})

test('events and their marks are forgotten 30 days after, in batches; young ones and those nobody dispatched stay', async () => {
  const at = (days: number) => new Date(harness.clock.now().getTime() - days * 86_400_000)
  const put = async (days: number, dispatched: boolean) => {
    const id = newId(at(days).getTime())
    await rows(
      db(),
      sql`with added as (
            insert into events.outbox (id, name, data, actor, request_id, occurred_at, dispatched_at)
            values (${id}::uuid, 'test.old', '{}', 'system:test', 'r', ${at(days).toISOString()}::timestamptz, case when ${dispatched} then now() end))
          insert into events.consumed (event_id, subscriber, at) select ${id}::uuid, 'test.hear-old', now() where ${dispatched}`,
    )
    return id
  }
  await rows(
    db(),
    sql`insert into events.outbox (id, name, data, actor, request_id, occurred_at, dispatched_at)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'test.old', '{}', 'system:test', 'r', ${at(400).toISOString()}::timestamptz, now()
        from generate_series(1, 2500) n`,
  )
  const [, young, waiting] = [await put(31, true), await put(29, true), await put(31, false)]
  await runJob('events.prune')
  expect(await rows(db(), sql`select id from events.outbox where name = 'test.old' order by occurred_at`)).toEqual([
    { id: waiting },
    { id: young },
  ])
  expect(await rows(db(), sql`select event_id from events.consumed where subscriber = 'test.hear-old'`)).toEqual([{ event_id: young }])
})

test('finished jobs are deleted after a day', async () => {
  await rows(
    db(),
    sql`insert into pgboss.job (name, data, state, completed_on, deletion_seconds) select 'events.prune', '{}', 'completed', now() - make_interval(hours => h), q.deletion_seconds
        from pgboss.queue q, unnest(array[23, 25]) h where q.name = 'events.prune'`,
  )
  const finished = () =>
    rows<{ hours: number }>(
      db(),
      sql`select round(extract(epoch from now() - completed_on) / 3600)::int as hours from pgboss.job where name = 'events.prune' and completed_on < now() - interval '1 hour'`,
    )
  expect(await finished()).toHaveLength(2)
  await harness.runtime.queue.supervise('events.prune')
  expect(await finished()).toEqual([{ hours: 23 }])
})
