/** A chain of steps on nothing but a queue: every step is a job whose handler sends the next one. Orders come as lines of JSON. */
import { PgBoss } from 'pg-boss'
import { createInterface } from 'node:readline'

const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, max: 16, schema: 'bare_boss' })
boss.on('error', (error) => console.error(error.message))
await boss.start()
await boss.createQueue('step')
let ended = 0
let all = Promise.withResolvers()
let wanted = 0
for (let n = 0; n < 4; n++)
  await boss.work('step', { batchSize: 32, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    const next = jobs.filter(({ data }) => data.left > 1).map(({ data }) => ({ data: { left: data.left - 1 } }))
    if (next.length > 0) await boss.insert('step', next)
    ended += jobs.length - next.length
    if (ended >= wanted) all.resolve()
  })
console.log(JSON.stringify({ ready: true }))
for await (const line of createInterface({ input: process.stdin })) {
  const { workflows, steps } = JSON.parse(line)
  ended = 0
  wanted = workflows
  all = Promise.withResolvers()
  const began = performance.now()
  await boss.insert(
    'step',
    Array.from({ length: workflows }, () => ({ data: { left: steps } })),
  )
  await all.promise
  console.log(JSON.stringify({ ms: performance.now() - began }))
}
process.exit(0)
