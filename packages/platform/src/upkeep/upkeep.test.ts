import { event } from '@mas/contracts/core'
import { rows, sql } from '@mas/db'
import { emit, inTx, on, system } from '@mas/kernel'
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
