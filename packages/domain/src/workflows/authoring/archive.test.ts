import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useWorkflows } from '../fixtures/world.ts'
import { done, draw, onDemand } from '../graph/graph-fixture.ts'
import { enrol } from '../running/index.ts'
import { archive, createWorkflow, getStats, publish } from './index.ts'

const world = useWorkflows()
const ctx = () => world.harness.ctx(someone('ADMIN'))
let made = 0
const waiting = async () => {
  const graph = draw([onDemand, ['w', 'wait-duration', { amount: 5, unit: 'days' }], done], ['n1>w', 'w>end'])
  const { workflowId } = await createWorkflow(ctx(), { key: `archive-${++made}`, name: 'Waiting', subjectType: 'lead', graph })
  await publish(ctx(), { workflowId })
  return workflowId
}

test('a workflow with people in it is closed only when they may be sent away', async () => {
  const workflowId = await waiting()
  const { leadId } = await world.lead()
  await enrol(ctx(), { workflowId, subjectId: leadId })
  await world.settle()
  expect((await getStats(ctx(), { workflowId })).standing).toEqual([{ nodeId: 'w', runs: 1 }])
  expect(await refusalOf(archive(ctx(), { workflowId }))).toBe('workflows.has-live-runs')
  expect(await archive(ctx(), { workflowId, exitAll: true })).toMatchObject({ status: 'archived' })
  expect(await world.runs(workflowId)).toMatchObject([{ state: 'finished', outcome: 'cancelled' }])
})

test('whoever enters while it is being closed is in and sent away, or refused: nobody is left in an archived workflow', async () => {
  const workflowId = await waiting()
  const leads = await Promise.all(Array.from({ length: 12 }, () => world.lead()))
  const entering = leads.map(({ leadId }) => refusalOf(enrol(ctx(), { workflowId, subjectId: leadId })))
  const closing = archive(ctx(), { workflowId, exitAll: true })
  const codes = await Promise.all(entering)
  expect((await closing).status).toBe('archived')
  const runs = await world.runs(workflowId)
  expect(runs.every(({ state }) => state === 'finished')).toBe(true)
  expect(runs.length).toBe(codes.filter((code) => code !== 'workflows.not-active').length)
})
