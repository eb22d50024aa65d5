import { rows, sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createSegment } from '../../leads/index.ts'
import { createWorkflow, publish, saveDraft } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { draw, type Node } from '../graph/graph-fixture.ts'
import { getBacktest } from './get-backtest.ts'
import { startBacktest } from './start-backtest.ts'

const world = useWorkflows()
const ctx = () => world.harness.ctx(someone('ADMIN'))
const db = () => world.harness.runtime.driver.db
const at = (day: number, hour = 6) => new Date(Date.UTC(2026, 9, day, hour)).toISOString()
const mail: Node = [
  'm',
  'send-email',
  { template: 'lead-nurture', consentClass: 'service', variables: { courseName: 'Data', link: 'https://mas.example/c' } },
]
/** Whoever becomes contacted gets a mail a day later, unless tagged before. */
const journey = (days: number) =>
  draw(
    [
      [
        'n1',
        'trigger',
        {
          triggers: [
            { kind: 'event', name: 'leads.status-changed', where: { field: 'lead.status', op: 'changed-to', value: 'contacted' } },
          ],
        },
      ],
      ['w', 'wait-duration', { amount: days, unit: 'days' }],
      mail,
      ['end', 'exit', { outcome: 'done' }],
      ['g', 'goal', { event: 'leads.tagged' }],
    ],
    ['n1>w', 'w>m', 'm:sent>end', 'm:refused>end'],
  )
const log = (subjectId: string, name: string, occurredAt: string, data: object) =>
  rows(
    db(),
    sql`insert into workflows.event_log (event_id, occurred_at, name, subject_type, subject_id, data)
        values (${newId()}::uuid, ${occurredAt}::timestamptz, ${name}, 'lead', ${subjectId}::uuid, ${JSON.stringify(data)}::text::jsonb)`,
  )
const changed = (leadId: string, to: string, when: string, from = 'new') =>
  log(leadId, 'leads.status-changed', when, { leadId, from, to, pursuit: 0, by: 'x', at: when })

test('real events of a month are replayed: who would enter, what would leave, how it would end, and what differs from the live version', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => world.lead()))
  const [first = '', second = '', third = '', fourth = ''] = people.map(({ leadId }) => leadId)
  await changed(first, 'contacted', at(1))
  await changed(second, 'contacted', at(2))
  await log(second, 'leads.tagged', at(2, 18), { leadId: second, tag: 'vip' })
  await changed(third, 'lost', at(3))
  // Comes back into the status: with re-entry `never` that is refused.
  await changed(first, 'attempted', at(9), 'contacted')
  await changed(first, 'contacted', at(10), 'attempted')
  await changed(fourth, 'contacted', at(29))
  const { workflowId } = await createWorkflow(ctx(), { key: 'tested-back', name: 'Back', subjectType: 'lead', graph: journey(1) })
  await publish(ctx(), { workflowId })
  await saveDraft(ctx(), { workflowId, revision: 1, graph: journey(3) })
  await world.settle()
  const before = await counts()
  const run = async (n?: number) => {
    const { backtestId } = await startBacktest(ctx(), { workflowId, ...(n !== undefined && { n }), from: at(1, 0), to: at(31, 0) })
    await world.harness.drain()
    return getBacktest(ctx(), { backtestId })
  }
  const live = await run(1)
  expect(live).toMatchObject({
    state: 'done',
    report: {
      people: 4,
      events: 7,
      enrolled: 3,
      refused: { 'workflows.cooling-down': 1 },
      sends: { email: 2 },
      costPaise: 4,
      outcomes: { done: 2, goal: 1 },
      goals: 1,
      goalMinutes: { median: 720, p90: 720 },
      differs: { people: 0 },
    },
  })
  expect(live.report?.days.map(({ day, enrolled, sends }) => [day, enrolled, sends.email ?? 0])).toEqual([
    ['2026-10-01', 1, 0],
    ['2026-10-02', 1, 1],
    ['2026-10-29', 1, 0],
    ['2026-10-30', 0, 1],
  ])
  const draft = await run()
  // The fourth would still be waiting at the end of the month.
  expect(draft.report).toMatchObject({ outcomes: { done: 1, goal: 1, 'under-way': 1 }, differs: { people: 2, otherWay: 2 } })
  expect(draft.report?.differs?.sample).toEqual([first, fourth].toSorted())
  const again = await run()
  expect(again.reportHash).toBe(draft.reportHash)
  expect(again.reportHash).not.toBe(live.reportHash)
  // Nothing but back-tests changed.
  expect(await counts()).toEqual(before)
})

test('who would have become a member of a segment enters; only those asked for are looked at; the pace puts messages off', async () => {
  const fits = { field: 'lead.status', op: 'eq', value: 'contacted' } as const
  const contacted = await createSegment(ctx(), { name: 'Contacted', condition: fits })
  const delhi = await createSegment(ctx(), { name: 'Delhi', condition: { field: 'lead.city', op: 'eq', value: 'Delhi' } })
  const people = [await world.lead({ city: 'Delhi' }), await world.lead({ city: 'Delhi' }), await world.lead({ city: 'Pune' })]
  await world.settle()
  const day = (n: number, hour = 6) => new Date(Date.UTC(2026, 7, n, hour)).toISOString()
  for (const { leadId } of people) {
    await changed(leadId, 'contacted', day(3))
    await changed(leadId, 'lost', day(5), 'contacted')
  }
  const graph = draw(
    [['n1', 'trigger', { triggers: [{ kind: 'segment', segmentId: contacted.id }] }], mail, ['end', 'exit', { outcome: 'done' }]],
    ['n1>m', 'm:sent>end', 'm:refused>end'],
  )
  const { workflowId } = await createWorkflow(ctx(), { key: 'tested-segment', name: 'Back', subjectType: 'lead', graph })
  await world.rows(sql`update workflows.workflows set sending_cap_per_minute = 1 where id = ${workflowId}::uuid`)
  const run = async (more: object) => {
    const { backtestId } = await startBacktest(ctx(), { workflowId, from: day(1, 0), to: day(9, 0), ...more })
    await world.harness.drain()
    return (await getBacktest(ctx(), { backtestId })).report
  }
  expect(await run({})).toMatchObject({ people: 3, enrolled: 3, sends: { email: 3 }, capWaits: { messages: 2, longestMinutes: 2 } })
  const some = await run({ segmentId: delhi.id })
  expect(some).toMatchObject({ people: 2, enrolled: 2, capWaits: { messages: 1, longestMinutes: 1 } })
  expect(some?.days.map(({ day: when, enrolled }) => [when, enrolled])).toEqual([['2026-08-03', 2]])
  expect(await refusalOf(startBacktest(ctx(), { workflowId, from: day(1), to: day(2), segmentId: newId() }))).toBe('workflows.no-history')
  expect(await refusalOf(startBacktest(ctx(), { workflowId, from: day(1), to: day(9), segmentId: newId() }))).toBe(
    'leads.segment-not-found',
  )
})

test('a range that is too long, empty or backwards is refused', async () => {
  const { workflowId } = await createWorkflow(ctx(), { key: 'tested-range', name: 'Back', subjectType: 'lead', graph: journey(1) })
  const start = (from: string, to: string) => refusalOf(startBacktest(ctx(), { workflowId, from, to }))
  expect(await start('2026-01-01T00:00:00Z', '2026-04-02T00:00:00Z')).toBe('workflows.range-too-long')
  expect(await start('2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z')).toBe('workflows.no-history')
  expect(await start(at(2), at(1))).toBe('request.invalid')
  expect(await refusalOf(getBacktest(ctx(), { backtestId: newId() }))).toBe('workflows.backtest-not-found')
})

async function counts() {
  const tables = ['runs', 'cursors', 'steps', 'effects', 'tasks', 'event_log', 'mailbox', 'node_stats', 'stat_deltas', 'versions']
  const found = await Promise.all(
    tables.map((table) => rows<{ n: number }>(db(), sql`select count(*)::int as n from workflows.${sql.raw(table)}`)),
  )
  return tables.map((table, index) => [table, found[index]?.[0]?.n])
}
