import { rows, sql } from '@mas/db'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createWorkflow } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { done, draw, onDemand, type Edge, type Node } from '../graph/graph-fixture.ts'
import { simulate } from './simulate.ts'

const world = useWorkflows()
const admin = someone('ADMIN')
const ctx = () => world.harness.ctx(admin)
let made = 0
const create = async (nodes: readonly Node[], edges: readonly Edge[]) => {
  const { workflowId, issues } = await createWorkflow(ctx(), {
    key: `sim-${++made}`,
    name: 'Tried',
    subjectType: 'lead',
    graph: draw([onDemand, ...nodes, done], edges),
  })
  expect(issues).toEqual([])
  return workflowId
}
const mail: Node = [
  'm',
  'send-email',
  {
    template: 'lead-nurture',
    consentClass: 'promotional',
    variables: { fullName: { field: 'lead.fullName' }, courseName: 'Data', link: 'https://mas.example/c' },
  },
]
/** Every row of every table that a step can write to. */
const everything = async () => {
  const tables = [
    'workflows.runs',
    'workflows.cursors',
    'workflows.versions',
    'workflows.effects',
    'workflows.tasks',
    'leads.lead_tags',
    'leads.activities',
    'events.outbox',
    'notifications.intents',
  ]
  const counts = await Promise.all(
    tables.map((table) => rows<{ n: number }>(world.harness.runtime.driver.db, sql`select count(*)::int as n from ${sql.raw(table)}`)),
  )
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]?.[0]?.n]))
}

test('somebody real is refused for real, what steps change is seen by later ones, and nothing of it is kept', async () => {
  const { leadId } = await world.lead({ city: 'Pune', email: false })
  const reachable = await world.lead({ city: 'Pune' })
  const workflowId = await create(
    [
      ['u', 'update-field', { field: 'lead.city', value: 'Delhi' }],
      ['b', 'branch', { branches: [{ handle: 'moved', when: { field: 'lead.city', op: 'eq', value: 'delhi' } }] }],
      mail,
    ],
    ['n1>u', 'u:done>b', 'u:refused>end', 'b:moved>m', 'b:else>end', 'm:sent>end', 'm:refused>end'],
  )
  const before = await everything()
  const tried = await simulate(ctx(), { workflowId, subjectId: leadId })
  expect(tried.outcome).toBe('done')
  expect(tried.steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`)).toEqual(['n1.next', 'u.done', 'b.moved', 'm.refused', 'end.exit'])
  expect(tried.steps[3]?.trace).toMatchObject({ code: 'notifications.no-address' })
  const reached = await simulate(ctx(), { workflowId, subjectId: reachable.leadId })
  expect(reached.steps[3]?.handle).toBe('sent')
  expect(reached.messages).toMatchObject([{ nodeId: 'm', channel: 'email' }])
  expect(await everything()).toEqual(before)
  expect(await refusalOf(simulate(ctx(), { workflowId, subjectId: '01990000-0000-7000-8000-000000000009' }))).toBe(
    'workflows.subject-unknown',
  )
})

test('somebody made up walks months in a moment, with the answers and events that were scripted, and reads the mails', async () => {
  const workflowId = await create(
    [
      ['w', 'wait-duration', { amount: 30, unit: 'days' }],
      mail,
      ['t', 'task', { title: 'Ask', due: { amount: 24, unit: 'hours' } }],
      [
        'e',
        'wait-event',
        { event: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'vip' }, timeout: { amount: 9, unit: 'days' } },
      ],
    ],
    ['n1>w', 'w>m', 'm:sent>t', 'm:refused>end', 't:done>e', 't:timed-out>end', 'e:received>end', 'e:timed-out>end'],
  )
  const tried = await simulate(ctx(), {
    workflowId,
    startAt: '2026-03-01T04:30:00.000Z',
    zone: 'Europe/Berlin',
    facts: { 'lead.fullName': 'Asha Rao' },
    answers: [{ nodeId: 't', result: 'done', afterMinutes: 60 }],
    events: [
      { name: 'leads.tagged', data: { tag: 'cold' }, afterMinutes: 31 * 1_440 },
      { name: 'leads.tagged', data: { tag: 'vip' }, afterMinutes: 32 * 1_440 },
    ],
  })
  expect(tried.steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`)).toEqual([
    'n1.next',
    'w.next',
    'm.sent',
    't.done',
    'e.received',
    'end.exit',
  ])
  // Thirty days later it is the same time in Berlin, where the clocks went forward meanwhile.
  expect(tried.steps[1]?.at).toBe('2026-03-31T03:30:00.000Z')
  expect(tried.steps[4]?.at).toBe('2026-04-02T04:30:00.000Z')
  expect(tried.messages).toMatchObject([{ nodeId: 'm', at: '2026-03-31T03:30:00.000Z' }])
  expect(tried.messages[0]?.text).toContain('Asha Rao')
  expect(tried.unknown.join(' ')).toContain('nobody real')
  expect(tried.unknown.join(' ')).not.toContain('a minute')
  await world.rows(sql`update workflows.workflows set sending_cap_per_minute = 7 where id = ${workflowId}::uuid`)
  const silent = await simulate(ctx(), { workflowId })
  expect(silent.unknown.join(' ')).toContain('at 7 a minute in truth')
  expect(silent.steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`)).toContain('t.timed-out')
  expect(silent.unknown.join(' ')).toContain('nobody was scripted to do the task')
})

test('what never ends, cannot be published or is no zone is refused', async () => {
  const loop = await create(
    [
      ['w', 'wait-duration', { amount: 1, unit: 'hours' }],
      ['b', 'branch', { branches: [{ handle: 'again', when: { all: [] } }] }],
    ],
    ['n1>w', 'w>b', 'b:again>w', 'b:else>end'],
  )
  expect(await refusalOf(simulate(ctx(), { workflowId: loop }))).toBe('workflows.simulation-too-long')
  expect(await refusalOf(simulate(ctx(), { workflowId: loop, n: 1 }))).toBe('workflows.version-not-found')
  expect(await refusalOf(simulate(ctx(), { workflowId: loop, zone: 'Mars/Base' }))).toBe('request.invalid')
  const { workflowId } = await createWorkflow(ctx(), { key: 'sim-bad', name: 'Bad', subjectType: 'lead' })
  expect(await refusalOf(simulate(ctx(), { workflowId }))).toBe('workflows.graph-invalid')
  expect(await refusalOf(simulate(world.harness.ctx(someone('SALES_HEAD')), { workflowId: loop }))).toBe('request.forbidden')
})

test('ten rehearsals of one workflow at once do not disturb each other, nor a publication', async () => {
  const { leadId } = await world.lead({ city: 'Pune' })
  const workflowId = await create([['t', 'tag', { tag: 'tried' }]], ['n1>t', 't:done>end', 't:refused>end'])
  const tried = await Promise.all(Array.from({ length: 10 }, () => simulate(ctx(), { workflowId, subjectId: leadId })))
  expect(new Set(tried.map(({ steps }) => steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`).join(' '))).size).toBe(1)
})
