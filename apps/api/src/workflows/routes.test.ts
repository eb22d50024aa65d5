import { createWorkflow, enrol, publish } from '@mas/domain/workflows'
import { ingest } from '@mas/domain/leads'
import { inTx, newId, system } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { testApp } from '../edge-fixture.ts'

const harness = useHarness()
const at = { x: 0, y: 0 }

test('the picture of a run is a page for whoever may see the run, and nothing for others', async () => {
  const admin = () => harness.ctx(someone('ADMIN'))
  const graph = {
    nodes: [
      { id: 'n1', type: 'trigger', position: at, data: { triggers: [{ kind: 'on-demand' }] } },
      { id: 'n2', type: 'exit', position: { x: 0, y: 200 }, data: { outcome: 'done' } },
    ],
    edges: [{ id: 'e1', source: 'n1', target: 'n2' }],
  }
  const { workflowId } = await createWorkflow(admin(), { key: 'pictured', name: 'Pictured', subjectType: 'lead', graph })
  await publish(admin(), { workflowId })
  const { leadId = '' } = await inTx(harness.ctx(system('test')), (t) =>
    ingest(t, {
      channel: 'vendor',
      sourceRef: newId(),
      phones: [{ value: '+919610000001', type: 'mobile' }],
      emails: [],
      fullName: 'Asha',
      fields: {},
      extra: {},
      tags: [],
    }),
  )
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  const get = (path: string, role?: string) =>
    testApp(harness).request(path, { headers: role === undefined ? {} : { authorization: `Bearer ${role}` } })
  const page = await get(`/workflows/runs/${runId}.svg`, 'ADMIN')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8'])
  expect(await page.text()).toContain('now at n1')
  // Somebody of sales who does not have this lead, somebody unknown, and addresses that are none.
  expect((await get(`/workflows/runs/${runId}.svg`, 'SALES')).status).toBe(404)
  expect((await get(`/workflows/runs/${runId}.svg`)).status).toBe(401)
  for (const path of [`${runId}`, `${newId()}.svg`, 'x.svg', '..%2f.svg'])
    expect((await get(`/workflows/runs/${path}`, 'ADMIN')).status).toBe(404)
})
