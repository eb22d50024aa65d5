import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createSegment, setField, updateSegment } from '../../leads/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { scanSegments } from './scan-segments.ts'
import { startScheduled } from './start-scheduled.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, ctx, publish, lead, settle, after, runs } = world
const admin = () => harness.ctx(someone('ADMIN'))
const job = () => harness.ctx(system('test'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }
const journey = (trigger: object) => ({ n1: { type: 'trigger', data: { triggers: [trigger] }, next: { next: 'n9' } }, n9: exit })
const city = (leadId: string, value: string) => inTx(ctx(), (t) => setField(t, { leadId, field: 'lead.city', value }))
async function scan(): Promise<void> {
  await scanSegments(job())
  await settle()
}

test('people enter on becoming a member, once, again only after having left, and a scan that was late misses nobody', async () => {
  const { id: segmentId, version } = await createSegment(admin(), {
    name: 'Nagpur',
    condition: { field: 'lead.city', op: 'eq', value: 'Nagpur' },
  })
  const workflowId = await publish(journey({ kind: 'segment', segmentId }), { reEntry: 'always' })
  const [a, b] = [await lead({ city: 'Nagpur' }), await lead({ city: 'Pune' })]
  const count = async (leadId: string) => (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId).length
  await scan()
  expect([await count(a.leadId), await count(b.leadId)]).toEqual([1, 0])
  await after(5)
  await scan()
  expect(await count(a.leadId)).toBe(1)
  // The scanner was down for a day; both changes happened meanwhile.
  await after(24 * 60)
  await city(b.leadId, 'Nagpur')
  await city(a.leadId, 'Pune')
  await after(60)
  await scan()
  expect([await count(a.leadId), await count(b.leadId)]).toEqual([1, 1])
  await after(5)
  await city(a.leadId, 'Nagpur')
  await scan()
  expect(await count(a.leadId)).toBe(2)
  await updateSegment(admin(), { segmentId, version, name: 'Nagpur city' })
  await after(5)
  await scan()
  expect(await world.rows(sql`select 1 from workflows.scans where state = 'running'`)).toEqual([])
})

test('who fits another question enters although nothing about the person changed, and whoever fits no more may enter again', async () => {
  const fits = (value: string) => ({ field: 'lead.city', op: 'eq', value }) as const
  const { id: segmentId, version } = await createSegment(admin(), { name: 'Kochi', condition: fits('Kochi') })
  const workflowId = await publish(journey({ kind: 'segment', segmentId }), { reEntry: 'always' })
  const [kochi, salem, bhopal] = [await lead({ city: 'Kochi' }), await lead({ city: 'Salem' }), await lead({ city: 'Bhopal' })]
  const entered = async () => (await runs(workflowId)).map(({ subject_id }) => subject_id)
  await after(60)
  await scan()
  await after(60)
  await scan()
  expect(await entered()).toEqual([kochi.leadId])
  const changed = await updateSegment(admin(), { segmentId, version, condition: fits('Salem') })
  await after(5)
  await scan()
  expect(await entered()).toEqual([kochi.leadId, salem.leadId])
  await updateSegment(admin(), { segmentId, version: changed.version, condition: fits('Kochi') })
  await after(5)
  await scan()
  expect(await entered()).toEqual([kochi.leadId, salem.leadId, kochi.leadId])
  const other = await createSegment(admin(), { name: 'Bhopal', condition: fits('Bhopal') })
  await world.republish(workflowId, journey({ kind: 'segment', segmentId: other.id }))
  await after(5)
  await scan()
  expect(await entered()).toEqual([kochi.leadId, salem.leadId, kochi.leadId, bhopal.leadId])
})

test('ten scanners at once enrol everybody once', async () => {
  const { id: segmentId } = await createSegment(admin(), { name: 'Surat', condition: { field: 'lead.city', op: 'eq', value: 'Surat' } })
  const workflowId = await publish(journey({ kind: 'segment', segmentId }), { reEntry: 'always' })
  for (let n = 0; n < 12; n++) await lead({ city: 'Surat' })
  await Promise.all(Array.from({ length: 10 }, () => scanSegments(job())))
  await settle()
  expect(await runs(workflowId)).toHaveLength(12)
})

test('of several occurrences that were missed only the latest enrols, and each person once', async () => {
  const { id: segmentId } = await createSegment(admin(), { name: 'Agra', condition: { field: 'lead.city', op: 'eq', value: 'Agra' } })
  const { leadId } = await lead({ city: 'Agra' })
  const workflowId = await publish(journey({ kind: 'schedule', cron: '0 * * * *', zone: 'Asia/Kolkata', segmentId }), { reEntry: 'always' })
  const broken = await publish(journey({ kind: 'schedule', cron: '0 * * * *', zone: 'Asia/Kolkata', segmentId: newId() }))
  await world.rows(
    sql`insert into workflows.schedules_due (workflow_id, trigger_ix, next_at, cron, zone) values (${workflowId}::uuid, 0, '2026-11-23T01:30:00Z', '0 * * * *', 'Asia/Kolkata'),
          (${broken}::uuid, 0, '2026-11-23T00:30:00Z', '0 * * * *', 'Asia/Kolkata')`,
  )
  // One that breaks is told, and keeps none behind it from its turn.
  const told = await Promise.allSettled(Array.from({ length: 4 }, () => startScheduled(job())))
  expect(told.some(({ status }) => status === 'rejected')).toBe(true)
  await settle()
  expect(await runs(workflowId)).toMatchObject([{ subject_id: leadId }])
  const [due] = await world.rows<{ next_at: Date; ref: string }>(
    sql`select next_at, (select source_ref from workflows.runs where workflow_id = ${workflowId}::uuid) as ref from workflows.schedules_due where workflow_id = ${workflowId}::uuid and trigger_ix = 0`,
  )
  expect(due?.next_at).toEqual(new Date('2026-11-23T05:30:00.000Z'))
  expect(due?.ref).toBe(`2026-11-23T04:30:00.000Z:${leadId}`)
})
