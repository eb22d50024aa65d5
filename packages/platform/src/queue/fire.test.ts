import { rows, sql } from '@mas/db'
import { defineJob, schedule, silentLog, type Schedule } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { fireDue, openQueue, reconcileQueues, type PgBoss } from './index.ts'

const harness = useHarness()
const sweep = defineJob('test.fired-sweep', z.object({ n: z.int() }))
const minutely = schedule('test.minutely', '* * * * *', sweep, { n: 1 })
const nightly = schedule('test.nightly', '10 0 * * *', sweep, { n: 2 })
let workers: PgBoss[] = []

beforeAll(async () => {
  workers = await Promise.all([0, 1, 2].map(() => openQueue({ url: harness.databaseUrl, role: 'sender', log: silentLog, connections: 1 })))
  for (const boss of workers.slice(0, 1)) await reconcileQueues(boss, [sweep], silentLog)
})
afterAll(() => Promise.all(workers.map((boss) => boss.stop({ graceful: false }))))

const fire = (schedules: readonly Schedule[], at: string) =>
  Promise.all(workers.flatMap((boss) => [fireDue(boss, schedules, new Date(at)), fireDue(boss, schedules, new Date(at))]))
const made = async (n: number) =>
  (
    await rows<{ count: number }>(
      harness.runtime.driver.db,
      sql`select count(*)::int as count from pgboss.job where name = ${sweep.name} and (data->>'n')::int = ${n}`,
    )
  )[0]?.count

test('an occurrence makes one job, whoever looks, however often, and however late a repetition comes', async () => {
  await fire([minutely], '2027-01-05T10:00:02Z')
  await fire([minutely], '2027-01-05T10:00:59Z')
  expect(await made(1)).toBe(1)
  // A worker that fell silent in the midst and goes on after another one fired for it: the same job again, which is there.
  await rows(harness.runtime.driver.db, sql`update pgboss.job set state = 'completed', completed_on = now() where name = ${sweep.name}`)
  await fire([minutely], '2027-01-05T10:00:59Z')
  expect(await made(1)).toBe(1)
  await fire([minutely], '2027-01-05T10:01:00Z')
  expect(await made(1)).toBe(2)
})

test('what nobody was up for is made up for five minutes, once; zones are those of the schedule', async () => {
  await fire([nightly], '2027-01-05T18:39:59Z')
  expect(await made(2)).toBe(0)
  // 00:10 in India.
  await fire([nightly], '2027-01-05T18:44:30Z')
  expect(await made(2)).toBe(1)
  await fire([nightly], '2027-01-05T18:45:00Z')
  await fire([nightly], '2027-01-06T18:46:00Z')
  expect(await made(2)).toBe(1)
})

test('a schedule that cannot fire is told, and those behind it fire', async () => {
  const broken = { ...minutely, name: 'test.broken', cron: 'whenever' } as const
  const told = await Promise.allSettled([fire([broken, minutely], '2027-02-01T10:00:00Z')])
  expect({ told: told[0]?.status, made: await made(1) }).toEqual({ told: 'rejected', made: 3 })
})
