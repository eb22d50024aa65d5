import { createClient, errorOf } from '@mas/contracts/client'
import { driveDue } from '@mas/domain/workflows'
import { newId, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

const harness = useHarness()
let server: Server | undefined
beforeAll(() => {
  server = serveOnBun(testApp(harness), 0)
})
afterAll(() => server?.stop(0))
const as = (accessToken: string) =>
  createClient({ url: server?.url ?? '', platform: 'my-analytics-school', accessToken: () => accessToken })
const codeOf = (call: Promise<unknown>) => call.then(() => 'nothing was refused').catch((thrown: unknown) => errorOf(thrown)?.code)
async function settle() {
  const ctx = harness.ctx(system('test'))
  for (let round = 0; round < 20; round++) {
    const { ran } = await harness.drain()
    if ((await driveDue(ctx)) === 0 && ran.length === 0) return
  }
}

const at = { x: 0, y: 0 }
const edge = (source: string, sourceHandle: string, target: string) => ({ id: `${source}-${sourceHandle}`, source, sourceHandle, target })
const graph = {
  nodes: [
    { id: 'n1', type: 'trigger', position: at, data: { triggers: [{ kind: 'event', name: 'leads.lead-created' }, { kind: 'on-demand' }] } },
    { id: 'n2', type: 'wait-duration', position: at, data: { amount: 10, unit: 'minutes' } },
    { id: 'n3', type: 'task', position: at, data: { title: 'Ring them', assignee: { role: 'SALES' }, due: { amount: 1, unit: 'days' } } },
    { id: 'n4', type: 'exit', position: at, data: { outcome: 'rung' } },
    { id: 'n5', type: 'exit', position: at, data: { outcome: 'nobody rang' } },
  ],
  edges: [edge('n1', 'next', 'n2'), edge('n2', 'next', 'n3'), edge('n3', 'done', 'n4'), edge('n3', 'timed-out', 'n5')],
}

test('a published journey starts on a new lead, waits, asks a person, and can be explained all the way, through the typed client', async () => {
  harness.clock.set('2026-11-23T04:30:00.000Z')
  const { workflows, leads } = as('ADMIN')
  const { workflowId, revision, issues } = await workflows.createWorkflow.mutate({ key: 'ring', name: 'Ring', subjectType: 'lead', graph })
  expect(issues).toEqual([])
  await workflows.publish.mutate({ workflowId, revision })
  const { leadId = '' } = await leads.captureLead.mutate({ fullName: 'Asha Rao', phones: ['98765 43210'], requestId: newId() })
  await settle()
  const { items } = await workflows.listRuns.query({ workflowId })
  expect(items).toMatchObject([{ subjectId: leadId, state: 'live', nodeId: 'n2', waitKind: 'duration', dueAt: '2026-11-23T04:40:00.000Z' }])
  expect(await codeOf(workflows.enrol.mutate({ workflowId, subjectId: leadId }))).toBe('workflows.already-live')
  harness.clock.set('2026-11-23T04:40:00.000Z')
  await settle()
  const sales = as('SALES').workflows
  const [task] = (await sales.listMyTasks.query({})).items
  expect(task).toMatchObject({ title: 'Ring them', subjectId: leadId, state: 'open', dueAt: '2026-11-24T04:40:00.000Z' })
  await sales.decideTask.mutate({ taskId: task?.id ?? '', decision: 'done' })
  expect(await codeOf(sales.decideTask.mutate({ taskId: task?.id ?? '', decision: 'done' }))).toBe('workflows.task-closed')
  await settle()
  const runId = items[0]?.id ?? ''
  const { run, steps } = await workflows.explainRun.query({ runId })
  expect(run).toMatchObject({ state: 'finished', outcome: 'rung' })
  expect(steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`)).toEqual(['n1.next', 'n2.next', 'n3.done', 'n4.exit'])
  expect(await workflows.explainAbsence.query({ workflowId, subjectId: leadId })).toMatchObject({ wouldEnter: false })
})

test('a run is seen by those whose lead it is about, and nobody without the right learns of one', async () => {
  const { workflows } = as('ADMIN')
  const [run] = (await workflows.listRuns.query({})).items
  const runId = run?.id ?? ''
  // The lead was captured by this very person, and nobody else holds it.
  expect(await codeOf(as('SALES').workflows.getRun.query({ runId }))).toBe('nothing was refused')
  expect(await codeOf(as('SALES').workflows.getRun.query({ runId: newId() }))).toBe('workflows.run-not-found')
  expect(await codeOf(as('USER').workflows.getRun.query({ runId }))).toBe('request.forbidden')
  expect(await codeOf(as('SALES').workflows.holdRun.mutate({ runId, reason: 'x' }))).toBe('request.forbidden')
  expect(await codeOf(workflows.holdRun.mutate({ runId, reason: 'x' }))).toBe('workflows.run-finished')
  expect(await codeOf(as('USER').workflows.decideTask.mutate({ taskId: newId(), decision: 'done' }))).toBe('workflows.task-not-found')
})
