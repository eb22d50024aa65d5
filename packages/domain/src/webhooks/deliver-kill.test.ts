import { sql } from '@mas/db'
import { expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { own, useOutbound } from './given.ts'

const world = useOutbound()
const worker = fileURLToPath(new URL('fixtures/deliver-once.ts', import.meta.url))

test('kill -9 between the send and its record: the receiver hears it again under the same id, and nothing overtakes it', async () => {
  await world.endpoint('killed')
  world.receivers.script('killed', ['hang'])
  const [first, second] = [await world.say('killed', 'a', 1), await world.say('killed', 'a', 2)]
  const [row] = await world.rows<{ id: string }>(sql`select id from webhooks.endpoints where ref = 'killed'`)
  await world.rows(sql`delete from pgboss.job where name = 'webhooks.deliver'`)

  const child = Bun.spawn(
    [process.execPath, worker, world.harness.databaseUrl, row?.id ?? '', 'a', world.harness.clock.now().toISOString()],
    {
      stdout: 'ignore',
      stderr: 'inherit',
    },
  )
  // The receiver has taken the message and says nothing: the moment between the send and its record.
  while (world.receivers.received('killed').length === 0) await new Promise((resolve) => setImmediate(resolve))
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
})
