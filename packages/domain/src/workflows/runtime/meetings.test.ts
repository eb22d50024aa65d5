import { tagged } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { claimDue } from '@mas/db/workflows'
import { emit, inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createWorkflow, pause, publish as publishVerb, resume } from '../authoring/index.ts'
import { eventCatalogue } from '../catalogue/events.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { done, draw, onDemand } from '../graph/graph-fixture.ts'
import { ingestEvent } from '../ingest/ingest-event.ts'
import { cancelRuns, enrolMany, getRun, enrol } from '../running/index.ts'
import { checkInvariants } from '../upkeep/upkeep-jobs.ts'
import { driveDue } from './drive.ts'
import { leaveAside } from './step-control.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(120_000)
const world = useWorkflows()
const { harness, ctx, publish, republish, lead, settle, after, path, runs } = world
const admin = () => harness.ctx(someone('ADMIN'))
const job = () => harness.ctx(system('test'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const n1 = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } }
const exit = (outcome: string) => ({ type: 'exit', data: { outcome }, next: {} })
const wait = (next: string, amount = 10) => ({ type: 'wait-duration', data: { amount, unit: 'minutes' }, next: { next } })
const near = (next: string) => ({
  type: 'branch',
  data: { branches: [{ handle: 'pune', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
  next: { pune: next, else: next },
})
async function crowd(workflowId: string, people: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < people; n++) ids.push((await lead()).leadId)
  await enrolMany(admin(), { workflowId, subjectIds: ids, requestId: newId() })
  return ids
}
const isBlocked = async (): Promise<boolean> =>
  (await world.rows(sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0

test('a cursor that a loop puts aside while its workflow is resumed is woken all the same', async () => {
  const workflowId = await publish({ n1, n2: wait('n9'), n9: exit('done') })
  const { leadId } = await lead()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await settle()
  await pause(admin(), { workflowId })
  harness.clock.advance(10 * 60_000)
  let resuming: Promise<unknown> = Promise.resolve()
  let resumed = false
  await inTx(job(), async (t) => {
    await leaveAside(t, await claimDue(t.tx, 0, null, t.clock.now(), 128))
    resuming = resume(admin(), { workflowId })
      .then(() => harness.drain())
      .finally(() => {
        resumed = true
      })
    // Until it has come through, or stands before our lock: either way it met us in the middle.
    while (!resumed && !(await isBlocked()));
  })
  await resuming
  await settle()
  await after(31)
  expect(await getRun(admin(), { runId })).toMatchObject({ state: 'finished', outcome: 'done' })
})

test('a journey published anew under people who walk it leaves each on the version it entered', async () => {
  const first = { n1, n2: near('n3'), n3: wait('n4'), n4: exit('first') }
  const second = { n1, n2: near('n5'), n5: wait('n6'), n6: exit('second') }
  const workflowId = await publish(first, { reEntry: 'always' })
  await crowd(workflowId, 40)
  await driveDue(ctx())
  harness.clock.advance(10 * 60_000)
  await Promise.all([driveDue(ctx()), republish(workflowId, second), driveDue(ctx()), crowd(workflowId, 8), driveDue(ctx())])
  await settle()
  await after(11)
  const ended = await world.rows<{ version_n: number; outcome: string; n: number; ways: number }>(
    sql`select r.version_n, r.outcome, count(*)::int as n, count(distinct way)::int as ways
        from workflows.runs r cross join lateral (select string_agg(node_id, ' ' order by seq) as way from workflows.steps s where s.run_id = r.id) w
        where r.workflow_id = ${workflowId}::uuid group by 1, 2 order by 1`,
  )
  expect(ended.reduce((sum, { n }) => sum + n, 0)).toBe(48)
  expect(ended.map(({ version_n, outcome, ways }) => `${version_n} ${outcome} ${ways}`)).toEqual(
    ended.length === 1 ? ['1 first 1'] : ['1 first 1', '2 second 1'],
  )
})

test('people who are cancelled in bulk while they are stepped end once, and none of them is mailed behind the end', async () => {
  const mail = {
    type: 'send-email',
    data: { template: 'lead-nurture', variables: { courseName: 'Data', link: 'https://mas.example/c' }, consentClass: 'service' },
    next: { sent: 'n4', refused: 'n4' },
  }
  const workflowId = await publish({ n1, n2: near('n3'), n3: mail, n4: wait('n9'), n9: exit('done') })
  await crowd(workflowId, 40)
  const filter = { workflowId }
  const { token } = await cancelRuns(admin(), { filter, reason: 'a mistake' })
  const [, cancelled] = await Promise.all([
    driveDue(ctx()),
    cancelRuns(admin(), { filter, reason: 'a mistake', ...(token !== null && { token }) }),
    driveDue(ctx()),
    cancelRuns(admin(), { filter, reason: 'a mistake', ...(token !== null && { token }) }),
  ])
  await settle()
  await after(20)
  const all = await runs(workflowId)
  expect(all.map(({ state }) => state)).toEqual(all.map(() => 'finished'))
  expect(all.filter(({ outcome }) => outcome === 'cancelled').length).toBeGreaterThanOrEqual(cancelled.cancelled)
  const [odd] = await world.rows<{ gaps: number; behind: number }>(
    sql`select count(*) filter (where s.last <> s.n)::int as gaps,
          count(*) filter (where exists (select 1 from workflows.effects e where e.run_id = r.id and e.handed_at > r.finished_at))::int as behind
        from workflows.runs r join (select run_id, count(*) as n, max(seq) as last from workflows.steps group by 1) s on s.run_id = r.id
        where r.workflow_id = ${workflowId}::uuid`,
  )
  expect(odd).toEqual({ gaps: 0, behind: 0 })
  expect(await checkInvariants(job())).toBe(0)
})

test('eight people who publish the same drawing at once make one version', async () => {
  const graph = draw([onDemand, done], ['n1>end'])
  const { workflowId } = await createWorkflow(admin(), { key: `k-${newId()}`, name: 'Drawn', subjectType: 'lead', graph })
  const codes = await Promise.all(Array.from({ length: 8 }, () => refusalOf(publishVerb(admin(), { workflowId }))))
  expect(codes.toSorted()).toEqual(['nothing was refused', ...Array.from({ length: 7 }, () => 'workflows.unchanged')])
})

test('names that every object has are names like others: of nodes, of outputs, of variables', async () => {
  const workflowId = await publish({
    constructor: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'toString' } },
    toString: {
      type: 'branch',
      data: {
        branches: [
          { handle: 'valueOf', when: { field: 'vars.hasOwnProperty', op: 'exists', value: true } },
          { handle: 'isPrototypeOf', when: { field: 'event.constructor', op: 'exists', value: false } },
        ],
      },
      next: { valueOf: 'wrong', isPrototypeOf: 'valueOf', else: 'wrong' },
    },
    valueOf: { type: 'split', data: { arms: [{ handle: 'constructor', weight: 10_000 }] }, next: { constructor: 'end' } },
    wrong: exit('wrong'),
    end: exit('done'),
  })
  const { runId } = await enrol(admin(), { workflowId, subjectId: (await lead()).leadId })
  await settle()
  expect(await path(runId)).toBe('constructor.next toString.isPrototypeOf valueOf.constructor end.exit')
})

test('an event in the very millisecond in which its wait begins, or ends, is taken', async () => {
  const waiting = (since: string) => ({
    n1,
    n2: {
      type: 'wait-event',
      data: { event: 'leads.tagged', since, timeout: { amount: 1, unit: 'hours' } },
      next: { received: 'got', 'timed-out': 'late' },
    },
    got: exit('got'),
    late: exit('late'),
  })
  const entry = eventCatalogue.get(tagged.name)
  if (entry === undefined) throw new Error('not in the catalogue')
  for (const since of ['entered', 'run-start', 'last-handover'])
    for (const end of ['begins', 'ends']) {
      const workflowId = await publish(waiting(since))
      const { leadId } = await lead()
      await settle()
      const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
      await driveDue(ctx())
      if (end === 'ends') harness.clock.advance(3_600_000)
      const envelope = { eventId: newId(), occurredAt: harness.clock.now(), actor: 'system:test' }
      await Promise.all([
        inTx(ctx(), (t) => ingestEvent(t, entry, { leadId, tag: 'x' }, envelope)),
        ...(end === 'ends' ? [] : [driveDue(ctx())]),
      ])
      await driveDue(ctx())
      expect({ since, end, outcome: (await getRun(admin(), { runId })).outcome }).toEqual({ since, end, outcome: 'got' })
    }
})

test('an event from before the log begins moves nobody and is not kept', async () => {
  const workflowId = await publish({
    n1,
    n2: wait('n9', 600),
    n9: exit('done'),
    goal: { type: 'goal', data: { event: 'leads.tagged' }, next: {} },
  })
  const { leadId } = await lead()
  await settle()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await driveDue(ctx())
  const entry = eventCatalogue.get(tagged.name)
  if (entry === undefined) throw new Error('not in the catalogue')
  const tell = (days: number) =>
    inTx(ctx(), (t) => {
      const occurredAt = new Date(t.clock.now().getTime() - days * 86_400_000)
      return ingestEvent(t, entry, { leadId, tag: 'x' }, { eventId: newId(), occurredAt, actor: 'system:test' })
    })
  await tell(121)
  await driveDue(ctx())
  expect((await getRun(admin(), { runId })).outcome).toBeNull()
  await tell(119)
  await driveDue(ctx())
  expect((await getRun(admin(), { runId })).outcome).toBe('goal')
})

test('an event too long to be kept with a run starts it all the same', async () => {
  const workflowId = await publish({
    n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: 'leads.tagged' }] }, next: { next: 'n9' } },
    n9: exit('done'),
  })
  const { leadId } = await lead()
  await settle()
  await inTx(ctx(), (t) => emit(t, tagged, { leadId, tag: 'x'.repeat(20_000) }))
  await settle()
  expect((await runs(workflowId)).map(({ outcome }) => outcome)).toEqual(['done'])
  await world.rows(sql`update workflows.workflows set status = 'archived', active_version = null where id = ${workflowId}::uuid`)
})

test('a cursor set by hand before a node that is not there is held for a person, and holds up nobody else', async () => {
  const workflowId = await publish({ n1, n2: wait('n9'), n9: exit('done') })
  const [bad] = await crowd(workflowId, 5)
  await settle()
  await world.rows(
    sql`update workflows.cursors set node_id = 'constructor', visits = '[]' where run_id = (select id from workflows.runs where workflow_id = ${workflowId}::uuid and subject_id = ${bad}::uuid)`,
  )
  await after(11)
  const ended = (await runs(workflowId)).map(({ subject_id, state, held_reason, outcome }) => ({
    bad: subject_id === bad,
    state,
    held_reason,
    outcome,
  }))
  expect(ended.filter((run) => run.bad)).toEqual([{ bad: true, state: 'held', held_reason: 'failed', outcome: null }])
  expect(ended.filter((run) => !run.bad)).toEqual(
    Array.from({ length: 4 }, () => ({ bad: false, state: 'finished', held_reason: null, outcome: 'done' })),
  )
})
