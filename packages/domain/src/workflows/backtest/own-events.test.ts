import { sql } from '@mas/db'
import { someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createTag, tagLeads } from '../../leads/index.ts'
import { createWorkflow, publish, saveDraft, setEntryRules } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { draw, type Node } from '../graph/graph-fixture.ts'
import { getBacktest } from './get-backtest.ts'
import { startBacktest } from './start-backtest.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, lead, settle } = world
const admin = () => harness.ctx(someone('ADMIN'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const end: Node = ['end', 'exit', { outcome: 'done' }]
const onTag = (tag: string, more: object = {}) => ({
  kind: 'event',
  name: 'leads.tagged',
  where: { field: 'event.tag', op: 'eq', value: tag },
  ...more,
})
async function drawn(key: string, graph: ReturnType<typeof draw>): Promise<string> {
  const { workflowId } = await createWorkflow(admin(), { key, name: key, subjectType: 'lead', graph })
  await setEntryRules(admin(), { workflowId, revision: 1, reEntry: 'always' })
  await publish(admin(), { workflowId })
  return workflowId
}
async function backtest(workflowId: string, n?: number) {
  const { backtestId } = await startBacktest(admin(), {
    workflowId,
    ...(n !== undefined && { n }),
    from: '2026-11-23T00:00:00.000Z',
    to: '2026-11-24T00:00:00.000Z',
  })
  await settle()
  return (await getBacktest(admin(), { backtestId })).report
}
const tagged = async (leadId: string, tag: string) => void (await tagLeads(admin(), { leadIds: [leadId], tag }))

test('what a workflow caused itself is not taken for something that would have happened anyway: the replayed steps cause it, or nobody does', async () => {
  for (const slug of ['enters', 'own']) await createTag(admin(), { slug, label: slug })
  const graph = (first: Node, ...goals: Node[]) =>
    draw(
      [
        ['n1', 'trigger', { triggers: [onTag('enters'), onTag('own')] }],
        first,
        ['w', 'wait-duration', { amount: 1, unit: 'hours' }],
        ['b', 'branch', { branches: [{ handle: 'own', when: { field: 'lead.tags', op: 'contains', value: 'own' } }] }],
        end,
        ['other', 'exit', { outcome: 'other' }],
        ...goals,
      ],
      [`n1>${first[0]}`, `${first[0]}:done>w`, `${first[0]}:refused>end`, 'w>b', 'b:own>end', 'b:else>other'],
    )
  const workflowId = await drawn('own-tag', graph(['t', 'tag', { tag: 'own' }]))
  const { leadId } = await lead()
  await tagged(leadId, 'enters')
  await settle()
  await world.after(120)
  const [{ own } = { own: 0 }] = await world.rows<{ own: number }>(
    sql`select count(*)::int as own from workflows.event_log where subject_id = ${leadId}::uuid and caused_by = ${workflowId}::uuid`,
  )
  // The tag, and that the run ended.
  expect(own).toBe(2)
  expect(await backtest(workflowId, 1)).toMatchObject({ enrolled: 1, outcomes: { done: 1 }, differs: { people: 0 } })
  // Before it stood in the log who caused an event, the events told it themselves.
  await world.rows(sql`update workflows.event_log set caused_by = null where subject_id = ${leadId}::uuid`)
  expect(await backtest(workflowId, 1)).toMatchObject({ enrolled: 1, outcomes: { done: 1 } })
  // A draft that does not put the tag on: nobody is tagged, no goal is reached by it, and the branch sees none.
  const field: Node = ['t', 'update-field', { field: 'lead.college', value: 'IIT' }]
  await saveDraft(admin(), { workflowId, revision: 1, graph: graph(field, ['g', 'goal', { event: 'leads.tagged' }]) })
  expect(await backtest(workflowId)).toMatchObject({ enrolled: 1, outcomes: { other: 1 }, goals: 0, differs: { people: 1, otherWay: 1 } })
})

test('a replayed step is heard: by the waits and goals of its own run, and where a trigger says so by a run that it starts', async () => {
  for (const slug of ['begins', 'heard']) await createTag(admin(), { slug, label: slug })
  const workflowId = await drawn(
    'own-heard',
    draw(
      [
        ['n1', 'trigger', { triggers: [onTag('begins', { entryField: 'tag' }), onTag('heard', { entryField: 'tag', fromOwnRuns: true })] }],
        ['t', 'tag', { tag: 'heard' }],
        ['u', 'update-field', { field: 'lead.college', value: 'IIT' }],
        ['b', 'branch', { branches: [{ handle: 'iit', when: { field: 'lead.college', op: 'eq', value: 'IIT' } }] }],
        [
          'w',
          'wait-event',
          { event: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'heard' }, timeout: { amount: 1, unit: 'hours' } },
        ],
        end,
        ['late', 'exit', { outcome: 'late' }],
        ['x', 'exit', { outcome: 'wrong' }],
      ],
      ['n1>t', 't:done>u', 't:refused>x', 'u:done>b', 'u:refused>x', 'b:iit>w', 'b:else>x', 'w:received>end', 'w:timed-out>late'],
    ),
  )
  const { leadId } = await lead()
  await tagged(leadId, 'begins')
  await settle()
  await world.after(120)
  const real = await world.runs(workflowId)
  expect(real.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'late'])
  // The second run finds the tag on, puts none, and waits in vain: as it went, so it is replayed.
  expect(await backtest(workflowId, 1)).toMatchObject({ enrolled: 2, outcomes: { done: 1, late: 1 }, differs: { people: 0 } })
  await world.rows(sql`update workflows.workflows set max_live = 5 where id = ${workflowId}::uuid`)
  expect(await backtest(workflowId, 1)).toMatchObject({ enrolled: 2, outcomes: { done: 1, late: 1 } })
})

test('runs that start each other for ever are stopped where they are stopped in life', async () => {
  await createTag(admin(), { slug: 'rolls', label: 'rolls' })
  const again = {
    kind: 'event',
    name: 'workflows.enrolment-finished',
    where: { field: 'event.outcome', op: 'eq', value: 'round' },
    fromOwnRuns: true,
  }
  const workflowId = await drawn(
    'own-round',
    draw(
      [
        ['n1', 'trigger', { triggers: [onTag('rolls'), again] }],
        ['end', 'exit', { outcome: 'round' }],
      ],
      ['n1>end'],
    ),
  )
  const { leadId } = await lead()
  await tagged(leadId, 'rolls')
  await settle()
  expect(await world.runs(workflowId)).toHaveLength(11)
  expect(await backtest(workflowId, 1)).toMatchObject({ enrolled: 11, refused: { 'workflows.too-deep': 1 }, outcomes: { round: 11 } })
})
