import { createClient, errorOf } from '@mas/contracts/client'
import { newId } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { testApp } from './edge-fixture.ts'
import { serveOnBun, type Server } from './serve-bun.ts'

const harness = useHarness()
let server: Server | undefined
beforeAll(() => {
  server = serveOnBun(testApp(harness), 0)
})
afterAll(() => server?.stop(0))
const as = (role: string) => createClient({ url: server?.url ?? '', platform: 'my-analytics-school', accessToken: () => role }).leads
const refusal = (call: Promise<unknown>) => call.then(() => undefined, errorOf)

test('over the wire: a segment is kept, previewed, listed, counted and exported, and the file comes through its link', async () => {
  const admin = as('ADMIN')
  for (const city of ['Kochi', 'KOCHI ', 'Pune'])
    await admin.captureLead.mutate({ fullName: 'Asha', phones: [], emails: [`${newId()}@x.in`], city, requestId: newId() })
  const segment = await admin.createSegment.mutate({
    name: 'Kochi',
    condition: { all: [{ field: 'lead.city', op: 'eq', value: 'kochi' }, { not: [{ field: 'lead.tags', op: 'contains', value: 'vip' }] }] },
  })
  const { id: segmentId } = segment
  expect((await admin.previewSegment.query({ condition: segment.condition })).found).toBe(2)
  expect((await admin.listLeads.query({ segmentId })).items).toHaveLength(2)
  expect(await admin.countSegment.mutate({ segmentId })).toMatchObject({ count: 2, complete: true })
  const { id: exportId } = await admin.exportLeads.mutate({ segmentId, requestId: newId() })
  await harness.drain()
  const { url, rows } = await admin.getExport.mutate({ exportId })
  expect(rows).toBe(2)
  const file = await fetch(new URL(url ?? '', server?.url))
  expect(file.status).toBe(200)
  expect((await file.text()).trim().split('\r\n')).toHaveLength(3)
})

test('over the wire: a condition that fits nothing names its problems; roles without the right are refused', async () => {
  const wrong = { field: 'lead.nothing', op: 'eq', value: 1 } as const
  expect(await refusal(as('ADMIN').createSegment.mutate({ name: 'x', condition: wrong }))).toMatchObject({
    code: 'leads.segment-invalid',
    details: { issues: [{ code: 'unknown-field' }] },
  })
  for (const role of ['USER', 'SALES'])
    expect(await refusal(as(role).exportLeads.mutate({ requestId: newId() }))).toMatchObject({ code: 'request.forbidden' })
  expect(await refusal(as('SALES').getSegment.query({ segmentId: newId() }))).toMatchObject({ code: 'leads.segment-not-found' })
  expect(
    await refusal(as('ADMIN').transferLeads.mutate({ leadIds: [newId()], toHeadId: newId(), reason: 'for a test', requestId: newId() })),
  ).toMatchObject({
    code: 'leads.head-inactive',
  })
})
