import { createClient, errorOf } from '@mas/contracts/client'
import type { Graph } from '@mas/contracts/workflows'
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
const codeOf = (call: Promise<unknown>) => call.then(() => undefined).catch((thrown: unknown) => errorOf(thrown))

const at = { x: 0, y: 0 }
/** What a canvas sends, its own notes included. */
const graph: Graph = {
  nodes: [
    { id: 'n1', type: 'trigger', position: at, data: { triggers: [{ kind: 'on-demand' }] } },
    { id: 'n2', type: 'exit', position: at, data: { outcome: 'done', selected: true } },
  ],
  edges: [{ id: 'e1', source: 'n1', sourceHandle: 'next', target: 'n2' }],
  viewport: { x: 0, y: 0, zoom: 1 },
}

test('a workflow is drawn, judged, published and explained through the typed client', async () => {
  const { workflows } = as('ADMIN')
  const { workflowId, revision, issues } = await workflows.createWorkflow.mutate({
    key: 'edge-first',
    name: 'First',
    subjectType: 'lead',
    graph,
  })
  expect(issues).toEqual([])
  const published = await workflows.publish.mutate({ workflowId, revision, note: 'go' })
  expect(published).toEqual({ n: 1, hash: '204f795498b9780c2bdd395a457042684772eec4808ba4acc328411166203156', warnings: [] })
  expect(await codeOf(workflows.publish.mutate({ workflowId }))).toMatchObject({
    code: 'workflows.unchanged',
    kind: 'conflict',
    details: { n: 1 },
  })

  const called = {
    ...graph,
    nodes: [...graph.nodes, { id: 'n3', type: 'ai-call', position: at, data: { prompt: 'hello' } }],
  }
  const saved = await workflows.saveDraft.mutate({ workflowId, revision, graph: called })
  expect(saved.issues).toEqual([
    { code: 'node-unavailable', nodeId: 'n3', detail: 'ai-call is not available for a lead here' },
    { code: 'unreachable', nodeId: 'n3', detail: 'no path leads here' },
  ])
  expect(await codeOf(workflows.publish.mutate({ workflowId }))).toMatchObject({
    code: 'workflows.graph-invalid',
    kind: 'invalid',
    details: { issues: saved.issues },
  })
  expect(await codeOf(workflows.saveDraft.mutate({ workflowId, revision, graph }))).toMatchObject({
    code: 'workflows.stale',
    details: { revision: 2 },
  })
  expect((await as('SALES_HEAD').workflows.listWorkflows.query({})).items.map(({ key }) => key)).toEqual(['edge-first'])
  expect(await codeOf(as('SALES').workflows.getWorkflow.query({ workflowId }))).toMatchObject({ kind: 'forbidden' })
})

test('a graph that is too large or too odd is an answer, never a fault', async () => {
  const { workflows } = as('ADMIN')
  const { workflowId } = await workflows.createWorkflow.mutate({ key: 'edge-odd', name: 'Odd', subjectType: 'lead' })
  const many = {
    ...graph,
    nodes: Array.from({ length: 201 }, (_, n) => ({ id: `n${n}`, type: 'exit', position: at, data: { outcome: 'x' } })),
    edges: [],
  }
  const { issues } = await workflows.saveDraft.mutate({ workflowId, revision: 1, graph: many })
  expect(issues.map(({ code }) => code)).toContain('too-many-nodes')
  expect((await workflows.validateDraft.query({ workflowId })).issues).toEqual(issues)
  for (const odd of [null, { nodes: 'x' }, { ...graph, nodes: [{ ...graph.nodes[0], id: 'a:b' }] }, { nodes: [], edges: [{}] }])
    expect(await codeOf(workflows.saveDraft.mutate({ workflowId, revision: 2, graph: odd }))).toMatchObject({
      code: 'workflows.graph-invalid',
    })
  expect(await codeOf(workflows.getWorkflow.query({ workflowId: '01990000-0000-7000-8000-000000000009' }))).toMatchObject({
    kind: 'not-found',
  })
})
