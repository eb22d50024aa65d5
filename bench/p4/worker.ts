/** The product's stepper in a process of its own, without the queues: takes orders as lines of JSON, enrols, answers when all are through. */
import { startStepper } from '../../apps/worker/src/stepper/start-stepper.ts'
import { rows, sql } from '@mas/db'
import { insertRuns } from '@mas/db/workflows'
import { newId, silentLog } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { openSettings } from '@mas/domain/settings'
import { auditKeys, auditSeam } from '@mas/domain/audit'
import { systemClock } from '@mas/kernel'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { z } from 'zod'
import { leadId } from './ground.ts'

const Order = z.object({ workflowId: z.string(), workflows: z.int(), firstLead: z.int().default(1) })
const databaseUrl = Bun.env['DATABASE_URL'] ?? ''
const chunk = 500
const secret = Buffer.alloc(32, 7)
const runtime = await openRuntime({
  databaseUrl,
  process: 'worker',
  poolSize: 8,
  log: silentLog,
  ports: unwiredPorts({}),
  secret: secret.toString('base64'),
  publicUrl: 'http://localhost',
  audit: auditSeam(auditKeys([secret])),
  settings: (driver, log) => openSettings({ driver, log, process: 'bench', clock: systemClock }),
})
await startStepper(runtime, databaseUrl)
console.log(JSON.stringify({ ready: true }))

for await (const line of console) {
  const { workflowId, workflows, firstLead } = Order.parse(JSON.parse(line))
  const began = performance.now()
  for (let from = 0; from < workflows; from += chunk) await enrol(workflowId, firstLead + from, Math.min(chunk, workflows - from))
  while ((await rows(runtime.driver.db, sql`select 1 as live from workflows.cursors limit 1`)).length > 0) await Bun.sleep(20)
  console.log(JSON.stringify({ ms: performance.now() - began }))
}

function enrol(workflowId: string, first: number, people: number): Promise<void> {
  const runs = Array.from({ length: people }, (_, n) => ({
    id: newId(),
    workflow_id: workflowId,
    version_n: 1,
    mutex_group: null,
    subject_type: 'lead',
    subject_id: leadId(first + n),
    entry_key: leadId(first + n),
    source: 'demand',
    source_ref: null,
    started_by: null,
    parent_run_id: null,
    parent_node_id: null,
    parent_epoch: null,
    depth: 0,
    causation: 0,
    node_id: 'n1',
    lane: 0,
    vars: {},
  }))
  return runtime.driver.transaction(async (tx) => {
    await insertRuns(tx, runs, systemClock.now())
    await rows(tx, sql`select pg_notify('workflows', '')`)
  })
}
