import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { openLink } from '../../files/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { enrol } from '../running/index.ts'
import { exportRuns, getRunExport } from './index.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(60_000)
const world = useWorkflows()
const { harness, publish, lead, settle } = world
const owner = someone('ADMIN')
const admin = () => harness.ctx(owner)

const journey = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: {
    type: 'branch',
    data: { branches: [{ handle: 'pune', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
    next: { pune: 'n3', else: 'n4' },
  },
  n3: { type: 'wait-duration', data: { amount: 1, unit: 'days' }, next: { next: 'n4' } },
  n4: { type: 'exit', data: { outcome: '=1+1' }, next: {} },
}

test('runs that fit the filter are written once each, harmless for spreadsheets, for nobody else', async () => {
  const workflowId = await publish(journey)
  for (const city of ['Pune', 'Delhi', 'Delhi']) await enrol(admin(), { workflowId, subjectId: (await lead({ city })).leadId })
  await settle()
  const linesOf = async (filter: object) => {
    const { id: exportId } = await exportRuns(admin(), { filter: { workflowId, ...filter }, requestId: newId() })
    await harness.drain()
    const done = await getRunExport(admin(), { exportId })
    expect(await refusalOf(getRunExport(harness.ctx(someone('ADMIN')), { exportId }))).toBe('workflows.export-not-found')
    const { pathname, searchParams } = new URL(done.url ?? '', 'http://x')
    const file = await openLink(admin(), pathname.split('/').at(-1) ?? '', searchParams)
    const lines = (await new Response(await file.read()).text()).trim().split('\r\n')
    expect(done).toMatchObject({ state: 'ready', failure: null, rows: lines.length - 1 })
    return lines.slice(1)
  }
  expect(await linesOf({})).toHaveLength(3)
  const finished = await linesOf({ state: 'finished' })
  expect(finished).toHaveLength(2)
  expect(finished.every((line) => line.includes(`,'=1+1,`) && line.includes(',3,'))).toBe(true)
  expect((await linesOf({ nodeId: 'n3' }))[0]).toContain(',n3,2')
})

test('the same request twice is one export; a workflow that is not there has none', async () => {
  const workflowId = await publish(journey)
  const requestId = newId()
  const ids = await Promise.all(
    Array.from({ length: 6 }, async () => (await exportRuns(admin(), { filter: { workflowId }, requestId })).id),
  )
  expect(new Set(ids).size).toBe(1)
  expect(await refusalOf(exportRuns(admin(), { filter: { workflowId: newId() }, requestId: newId() }))).toBe('workflows.not-found')
  expect(await refusalOf(exportRuns(harness.ctx(someone('SALES_HEAD')), { filter: { workflowId }, requestId: newId() }))).toBe(
    'request.forbidden',
  )
})
