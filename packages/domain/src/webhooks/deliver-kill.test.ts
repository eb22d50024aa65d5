import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { own, useOutbound } from './given.ts'

const world = useOutbound()
const worker = fileURLToPath(new URL('fixtures/deliver-for-ever.ts', import.meta.url))

const spawnWorker = (endpointId: string, keys: string) =>
  Bun.spawn([process.execPath, worker, world.harness.databaseUrl, endpointId, keys, world.harness.clock.now().toISOString()], {
    stdout: 'ignore',
    stderr: 'inherit',
  })

test('kill -9 between the send and its record: the receiver hears it again under the same id, and nothing overtakes it', async () => {
  await world.endpoint('killed')
  world.receivers.script('killed', ['hang'])
  const [first, second] = [await world.say('killed', 'a', 1), await world.say('killed', 'a', 2)]
  const [row] = await world.rows<{ id: string }>(sql`select id from webhooks.endpoints where ref = 'killed'`)
  await world.rows(sql`delete from pgboss.job where name = 'webhooks.deliver'`)

  const child = spawnWorker(row?.id ?? '', 'a')
  // The receiver has taken the message and says nothing: the moment between the send and its record.
  await until(() => world.receivers.received('killed').length === 1)
  child.kill('SIGKILL')
  await child.exited
  expect(world.receivers.received('killed').map(({ id }) => id)).toEqual([first])
  expect(await own.getMessage(world.ctx(), first)).toMatchObject({
    state: 'delivering',
    attempts: [{ n: 1, durationMs: null, status: null }],
  })

  await world.pass(30_000)
  expect(world.receivers.received('killed')).toHaveLength(1)
  await world.pass(31_000)
  expect(world.receivers.received('killed').map(({ id }) => id)).toEqual([first, first, second])
  const { attempts, attempt } = await own.getMessage(world.ctx(), first)
  expect([attempt, attempts.map(({ error, status }) => error ?? status)]).toEqual([0, ['lost', 200]])
}, 180_000)

test('two workers killed again and again in the midst: every message arrives, in the order of its key, under the one id it got', async () => {
  await world.endpoint('struck', { maxInFlight: 20 })
  const keys = ['a', 'b', 'c', 'd']
  const ids = new Map<string, string>()
  for (let n = 1; n <= 15; n++) for (const key of keys) ids.set(`${key}${n}`, await world.say('struck', key, n))
  const [row] = await world.rows<{ id: string }>(sql`select id from webhooks.endpoints where ref = 'struck'`)
  await world.rows(sql`delete from pgboss.job where name = 'webhooks.deliver'`)
  const received = () => world.receivers.received('struck')
  for (let life = 0; life < 2; life++) {
    // The leases of those that were killed are over by now.
    world.harness.clock.advance(61_000)
    const workers = [spawnWorker(row?.id ?? '', 'a,b,c,d'), spawnWorker(row?.id ?? '', 'd,c,b,a')]
    const enough = received().length + 9 + life
    await until(() => received().length >= enough)
    for (const one of workers) one.kill('SIGKILL')
    await Promise.all(workers.map((one) => one.exited))
  }
  await world.pass(61_000)
  for (const key of keys) {
    const places = received().flatMap(({ id, body }) => {
      const { orderKey, sequence } = JSON.parse(body).data
      return orderKey === key ? [{ id, sequence: Number(sequence) }] : []
    })
    const runs = places.map(({ sequence }) => sequence).filter((one, n, all) => one !== all[n - 1])
    expect(runs).toEqual(Array.from({ length: 15 }, (_, n) => n + 1))
    for (const { id, sequence } of places) expect(id).toBe(ids.get(`${key}${sequence}`) ?? '')
  }
  expect(
    await world.rows(
      sql`select m.state, count(*)::int as n from webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id where e.ref = 'struck' group by 1`,
    ),
  ).toEqual([{ state: 'delivered', n: 60 }])
}, 180_000)

/** Another process has to come so far; nothing here could tell when. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10))
}
