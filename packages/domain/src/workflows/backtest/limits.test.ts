import { sql } from '@mas/db'
import { inTx, newId } from '@mas/kernel'
import { someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createSegment, recordConsents } from '../../leads/index.ts'
import { suppress } from '../../notifications/index.ts'
import { createWorkflow } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { draw, type Node } from '../graph/graph-fixture.ts'
import { getBacktest } from './get-backtest.ts'
import { joins } from './membership.ts'
import { startBacktest } from './start-backtest.ts'

const world = useWorkflows()
const ctx = () => world.harness.ctx(someone('ADMIN'))
/** 11:30 in India, where not said otherwise. */
const at = (day: number, hour = 6, month = 8) => new Date(Date.UTC(2026, month, day, hour)).toISOString()
const mail = (id: string, consentClass: string): Node => [
  id,
  'send-email',
  { template: 'lead-nurture', consentClass, variables: { courseName: 'Data', link: 'https://mas.example/c' } },
]
const trigger = (...triggers: object[]): Node => ['n1', 'trigger', { triggers }]
const end: Node = ['end', 'exit', { outcome: 'done' }]
const tagged = { kind: 'event', name: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'asked' } }
const log = (subjectId: string, name: string, occurredAt: string, data: object) =>
  world.rows(
    sql`insert into workflows.event_log (event_id, occurred_at, name, subject_type, subject_id, data)
        values (${newId()}::uuid, ${occurredAt}::timestamptz, ${name}, 'lead', ${subjectId}::uuid, ${JSON.stringify(data)}::text::jsonb)`,
  )
const ask = (leadId: string, when: string) => log(leadId, 'leads.tagged', when, { leadId, tag: 'asked' })
const change = (leadId: string, from: string, to: string, when: string) =>
  log(leadId, 'leads.status-changed', when, { leadId, from, to, pursuit: 0, by: 'x', at: when })

async function journey(nodes: readonly Node[], edges: readonly string[], rules = sql`re_entry = 'always'`): Promise<string> {
  const { workflowId } = await createWorkflow(ctx(), {
    key: `b-${newId()}`,
    name: 'Back',
    subjectType: 'lead',
    graph: draw([...nodes], [...edges]),
  })
  await world.rows(sql`update workflows.workflows set ${rules} where id = ${workflowId}::uuid`)
  return workflowId
}
async function replay(workflowId: string, from: string, to: string) {
  const { backtestId } = await startBacktest(ctx(), { workflowId, from, to })
  await world.harness.drain()
  const { report } = await getBacktest(ctx(), { backtestId })
  if (report === null) throw new Error('no report')
  return report
}
/** A run as it was once: only its times matter. */
const ran = (
  workflowId: string,
  subjectId: string,
  startedAt: string,
  finishedAt: string,
  more: { readonly group?: string; readonly source?: string } = {},
) =>
  world.rows(
    sql`insert into workflows.runs (id, workflow_id, version_n, mutex_group, subject_type, subject_id, entry_key, source, state, outcome, arm_trace, started_at, finished_at)
        values (${newId(new Date(startedAt).getTime())}::uuid, ${workflowId}::uuid, 1, ${more.group ?? null}, 'lead', ${subjectId}::uuid, ${subjectId}, ${more.source ?? 'event'}, 'finished', 'done', '{}',
          ${startedAt}::timestamptz, ${finishedAt}::timestamptz)`,
  )

test('schedules enrol whoever was a member then, silent people too, and whoever is a member no more', async () => {
  const city = `Town ${newId()}`
  const segment = await createSegment(ctx(), {
    name: city,
    condition: {
      all: [
        { field: 'lead.city', op: 'eq', value: city },
        { field: 'lead.status', op: 'eq', value: 'new' },
      ],
    },
  })
  const [silent, later, left, away] = await Promise.all(Array.from({ length: 4 }, () => world.lead({ city })))
  // Changed only behind the range: at every occurrence they still stood where they had stood.
  await world.rows(
    sql`update leads.leads set status = 'contacted' where id in (${later?.leadId}::uuid, ${left?.leadId}::uuid, ${away?.leadId}::uuid)`,
  )
  await change(later?.leadId ?? '', 'new', 'contacted', at(20))
  await change(left?.leadId ?? '', 'new', 'contacted', at(2, 12))
  await change(away?.leadId ?? '', 'new', 'contacted', at(1, 1, 7))
  await world.settle()
  const schedule = { kind: 'schedule', cron: '0 10 * * *', zone: 'Asia/Kolkata', segmentId: segment.id }
  const workflowId = await journey([trigger(schedule), end], ['n1>end'])
  // 1 to 3 September at ten in India: the silent one and the one of later three times each, who left on the second twice.
  const report = await replay(workflowId, at(1, 0), at(4, 0))
  expect(report).toMatchObject({ people: 3, events: 1, enrolled: 8, outcomes: { done: 8 }, refused: {} })
  expect(report.days.map(({ day, enrolled }) => [day, enrolled])).toEqual([
    ['2026-09-01', 3],
    ['2026-09-02', 3],
    ['2026-09-03', 2],
  ])
  expect(silent?.leadId).toBeDefined()
})

test('people started by hand are replayed from those who really were, with or without events of their own', async () => {
  const workflowId = await journey([trigger({ kind: 'on-demand' }), end], ['n1>end'])
  await world.rows(
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${workflowId}::uuid, 1, '{}', '{}', ${'a'.repeat(64)}, '{}', 'test', now(), '')`,
  )
  const [one, two] = [await world.lead(), await world.lead()]
  await ask(two.leadId, at(10))
  await world.settle()
  await ran(workflowId, one.leadId, at(9), at(9, 7), { source: 'demand' })
  await ran(workflowId, two.leadId, at(11), at(11, 7), { source: 'demand' })
  expect(await replay(workflowId, at(9, 0), at(12, 0))).toMatchObject({ people: 2, enrolled: 2, outcomes: { done: 2 } })
})

test('the limit of live runs holds in the order of time; runs from before the range take their places until they end', async () => {
  const wait: Node = ['w', 'wait-duration', { amount: 48, unit: 'hours' }]
  const nodes = [trigger(tagged), wait, end]
  const workflowId = await journey(nodes, ['n1>w', 'w>end'], sql`re_entry = 'always', max_live = 2`)
  await world.rows(
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${workflowId}::uuid, 1, '{}', '{}', ${'b'.repeat(64)}, '{}', 'test', now(), '')`,
  )
  const people = await Promise.all(Array.from({ length: 4 }, () => world.lead()))
  const [old, first, second, third] = people.map(({ leadId }) => leadId)
  await ran(workflowId, old ?? '', at(12), at(14, 12))
  await ask(first ?? '', at(14, 1))
  await ask(second ?? '', at(14, 6)) // two are live
  await ask(third ?? '', at(15, 1)) // the old one has gone
  await ask(second ?? '', at(15, 2)) // full again
  await ask(second ?? '', at(16, 2)) // the first one has gone
  await world.settle()
  expect(await replay(workflowId, at(14, 0), at(20, 0))).toMatchObject({
    enrolled: 3,
    refused: { 'workflows.cap-reached': 2 },
    outcomes: { done: 3 },
  })
})

test('runs from before the range cool down, other workflows of the group keep out, and who is unknown today does not enter', async () => {
  const other = await journey([trigger(tagged), end], ['n1>end'])
  const workflowId = await journey(
    [trigger(tagged), end],
    ['n1>end'],
    sql`re_entry = 'after-exit', cooldown_days = 5, mutex_group = ${other}`,
  )
  for (const [id, n] of [
    [other, 'c'],
    [workflowId, 'd'],
  ] as const)
    await world.rows(
      sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
          values (${id}::uuid, 1, '{}', '{}', ${n.repeat(64)}, '{}', 'test', now(), '')`,
    )
  const [cooling, rival, fine] = [await world.lead(), await world.lead(), await world.lead()]
  await ran(workflowId, cooling.leadId, at(18), at(19))
  await ran(other, rival.leadId, at(20), at(22), { group: other })
  const nobody = newId()
  for (const id of [cooling.leadId, rival.leadId, fine.leadId, nobody]) await ask(id, at(21))
  for (const id of [cooling.leadId, rival.leadId]) await ask(id, at(25))
  await world.settle()
  expect(await replay(workflowId, at(21, 0), at(26, 0))).toMatchObject({
    enrolled: 3,
    refused: { 'workflows.cooling-down': 1, 'workflows.mutex-busy': 1, 'workflows.subject-unknown': 1 },
  })
})

test('messages meet consent and suppressions as of then, the hours of the house and the caps of their channel', async () => {
  const [night, withdrawn, early, silenced, mute] = await Promise.all([0, 1, 2, 3, 4].map((n) => world.lead({ email: n !== 4 })))
  const workflowId = await journey(
    [trigger(tagged), mail('m1', 'promotional'), mail('m2', 'promotional'), end, ['no', 'exit', { outcome: 'refused' }]],
    ['n1>m1', 'm1:sent>m2', 'm1:refused>no', 'm2:sent>end', 'm2:refused>no'],
  )
  const consent = (email: string, when: string) =>
    inTx(ctx(), (t) =>
      recordConsents({ ...t, clock: { now: () => new Date(when) } }, [
        { value: email, channel: 'email', purpose: 'promotional', state: 'withdrawn', basis: 'operator', evidence: { note: 'said so' } },
      ]),
    )
  await consent(withdrawn?.email ?? '', at(1, 0, 6))
  await consent(early?.email ?? '', at(29, 12)) // behind the mails
  await suppress(ctx(), { address: silenced?.email ?? '', scope: 'all', note: 'asked to' })
  await world.rows(sql`update notifications.suppressions set created_at = ${at(1, 0, 6)}::timestamptz`)
  await ask(night?.leadId ?? '', at(27, 17)) // 22:30 in India
  for (const one of [withdrawn, early, silenced, mute]) await ask(one?.leadId ?? '', at(28))
  await world.settle()
  const report = await replay(workflowId, at(27, 0), at(30, 0))
  expect(report).toMatchObject({
    enrolled: 5,
    outcomes: { done: 3, refused: 2 },
    keptBack: { 'leads.consent-withdrawn': 1, address: 2, 'notifications.no-address': 1, expired: 1 },
    deferred: { 'quiet-hours': 1, 'leads.contact-capped': 1 },
  })
  // The night's first one leaves in the morning of the 28th; its second may leave on the 29th only, and is too late by then. The second
  // of the one whose consent was still there comes on the 29th.
  expect(report.days.map(({ day, sends }) => [day, sends.email ?? 0])).toEqual([
    ['2026-09-27', 0],
    ['2026-09-28', 2],
    ['2026-09-29', 1],
  ])
})

test('becoming a member by age is found to the scan', () => {
  const person = {
    facts: { values: { 'lead.firstIntakeAt': '2026-09-01T06:02:00.000Z' }, zone: 'Asia/Kolkata' },
    changes: [],
    happened: [],
  }
  const old = { field: 'lead.firstIntakeAt', op: 'older-than', value: { amount: 3, unit: 'days' } } as const
  const range = { from: new Date('2026-09-01T00:00:00Z'), until: new Date('2026-09-20T00:00:00Z') }
  expect(joins(old, person, range)).toEqual([new Date('2026-09-04T06:05:00Z')])
  expect(joins(old, person, { ...range, from: new Date('2026-09-05T00:00:00Z') })).toEqual([])
  expect(joins(old, person, { ...range, until: new Date('2026-09-04T06:05:00Z') })).toEqual([])
})
