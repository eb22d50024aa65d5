import { defineJob, enqueue, fail, inTx, silentLog, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { createMetrics } from '../metrics.ts'
import { listDeadLetters, openQueue, reconcileQueues, redriveDeadLetters, workQueue } from './index.ts'

const harness = useHarness()
const work = defineJob('test.redriven', z.object({ n: z.int() }))
let refuses = true
const done: unknown[] = []

test('a refused job waits among the dead letters with its reason, and does its work once it is sent back', async () => {
  const boss = await openQueue({ url: harness.databaseUrl, role: 'worker', log: silentLog })
  try {
    await reconcileQueues(boss, [work], silentLog)
    await workQueue(
      boss,
      {
        name: work.name,
        options: work.options,
        run: async (payload) => {
          if (refuses) throw fail('request.conflict')
          done.push(payload)
        },
      },
      silentLog,
      createMetrics(),
    )
    await inTx(harness.ctx(system('test')), (t) => enqueue(t, work, { n: 7 }))
    await until(async () => (await listDeadLetters(boss)).length === 1)
    const [letter] = await listDeadLetters(boss)
    expect(letter).toMatchObject({ job: 'test.redriven', payload: { n: 7 }, code: 'request.conflict', tries: 1 })

    refuses = false
    expect(await redriveDeadLetters(boss, { job: 'test.other' })).toBe(0)
    expect(await redriveDeadLetters(boss, { ids: [letter?.id ?? ''] })).toBe(1)
    await until(async () => done.length === 1)
    expect({ done, left: await listDeadLetters(boss) }).toEqual({ done: [{ n: 7 }], left: [] })
  } finally {
    await boss.stop({ graceful: true, timeout: 5_000 })
  }
})

/** Waits for what another process of the queue does; the test's own limit ends it when it never comes. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resume) => setTimeout(resume, 25))
}
