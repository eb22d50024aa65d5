/** DBOS as its own documentation would have it: pool 16, 64 workflows in flight, steps that return a number. Orders come as lines of JSON. */
import { DBOS } from '@dbos-inc/dbos-sdk'
import { createInterface } from 'node:readline'

DBOS.setConfig({ name: 'p4', systemDatabaseUrl: process.env.DATABASE_URL, systemDatabasePoolSize: 16, logLevel: 'error' })
const chain = DBOS.registerWorkflow(
  async (steps) => {
    let sum = 0
    for (let n = 0; n < steps; n++) sum += await DBOS.runStep(async () => n, { name: 'count' })
    return sum
  },
  { name: 'chain' },
)
const fanOut = DBOS.registerWorkflow(
  async (children) => {
    const handles = []
    for (let n = 0; n < children; n++) handles.push(await DBOS.startWorkflow(chain)(1))
    await Promise.all(handles.map((handle) => handle.getResult()))
  },
  { name: 'fan-out' },
)
const late = []
const sleeper = DBOS.registerWorkflow(
  async (dueMs) => {
    await DBOS.sleep(Math.max(1, dueMs - (await DBOS.now())))
    await DBOS.runStep(async () => late.push(Date.now() - dueMs), { name: 'wake' })
  },
  { name: 'sleeper' },
)

const work = {
  chain: async ({ workflows, steps }) => {
    let left = workflows
    const lane = async () => {
      while (left-- > 0) await (await DBOS.startWorkflow(chain)(steps)).getResult()
    }
    await Promise.all(Array.from({ length: 64 }, lane))
  },
  'fan-out': async ({ workflows }) => (await DBOS.startWorkflow(fanOut)(workflows)).getResult(),
  sleepers: async ({ workflows, overMs }) => {
    // Starting them takes its time: the first is due when all of them sleep.
    const from = Date.now() + 2_000 + workflows * 20
    const handles = []
    for (let n = 0; n < workflows; n++) handles.push(await DBOS.startWorkflow(sleeper)(from + (overMs * n) / workflows))
    await Promise.all(handles.map((handle) => handle.getResult()))
    return { late: late.splice(0) }
  },
}

await DBOS.launch()
console.log(JSON.stringify({ ready: true }))
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  const began = performance.now()
  const result = await work[order.shape](order)
  console.log(JSON.stringify({ ms: performance.now() - began, ...result }))
}
process.exit(0)
