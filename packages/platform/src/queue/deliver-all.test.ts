import { event } from '@mas/contracts/core'
import { rows, sql } from '@mas/db'
import { emitMany, inTx, system, type Heard, type Subscriber } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { buildTasks } from './tasks.ts'

const happened = event('test.happened', z.object({ n: z.int() }))
const harness = useHarness()
const ctx = () => harness.ctx(system('test'))

/** A subscriber that writes what it is told, and the queue's task of it. */
function listener(name: `test.${string}`, mayAll: (all: readonly Heard[]) => boolean) {
  const heard: unknown[] = []
  const subscriber: Subscriber = {
    name,
    event: happened,
    handle: async (_t, data) => void heard.push(data),
    handleAll: async (_t, all) => {
      if (!mayAll(all)) return false
      heard.push(...all.map(({ data }) => data))
      return true
    },
  }
  const task = buildTasks(() => ctx(), [], [subscriber]).find((one) => one.name === name)
  if (task?.runAll === undefined) throw new Error('the task takes many at once')
  return {
    heard,
    runAll: (ids: readonly string[]) =>
      task.runAll?.(
        ids.map((eventId) => ({ eventId })),
        attempt,
      ),
    consumed: () => consumedBy(name),
  }
}
const attempt = { id: 'a', number: 1, last: false }

async function emitted(count: number): Promise<string[]> {
  const before = new Set(await idsOf())
  await inTx(ctx(), (t) =>
    emitMany(
      t,
      happened,
      Array.from({ length: count }, (_, n) => ({ n })),
    ),
  )
  return (await idsOf()).filter((id) => !before.has(id))
}
const idsOf = async () =>
  (await rows<{ id: string }>(harness.runtime.driver.db, sql`select id from events.outbox where name = 'test.happened' order by id`)).map(
    ({ id }) => id,
  )
const consumedBy = async (name: string) =>
  (await rows<{ n: number }>(harness.runtime.driver.db, sql`select count(*)::int as n from events.consumed where subscriber = ${name}`))[0]
    ?.n

test('many events are handled in one transaction, each once however often and by however many they are delivered', async () => {
  const { heard, runAll, consumed } = listener('test.hear-all', () => true)
  const ids = await emitted(6)
  expect(await Promise.all([runAll(ids.slice(0, 4)), runAll(ids.toReversed()), runAll(ids)])).toEqual([true, true, true])
  expect(heard).toHaveLength(6)
  expect(await consumed()).toBe(6)
})

test('events that cannot be handled together are left as they were, to be handled one by one', async () => {
  const ids = await emitted(3)
  const refusing = listener('test.refuse-all', () => false)
  expect(await refusing.runAll(ids)).toBe(false)
  const failing = listener('test.fail-all', () => {
    throw new Error('one of them is broken')
  })
  expect(await failing.runAll(ids)).toBe(false)
  expect([await refusing.consumed(), await failing.consumed(), refusing.heard, failing.heard]).toEqual([0, 0, [], []])
})
