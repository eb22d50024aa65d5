import { userBlocked } from '@mas/contracts/identity'
import { sql } from '@mas/db'
import { declareBatch } from '@mas/db/workflows'
import { emit, inTx, newId, system } from '@mas/kernel'
import { someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { useWorkflows } from '../fixtures/world.ts'
import { enrolChunk } from '../entry/enrol-chunk.ts'
import { driveDue } from '../runtime/drive.ts'
import { suspectRound } from '../runtime/control-round.ts'
import { markGone } from '../runtime/poison.ts'
import { enrol, explainRun, getRun, releaseRun } from '../running/index.ts'
import { eraseSubject, presenceOf } from '../subject/parts.ts'
import { reconcileEffects } from './reconcile-effects.ts'
import { checkInvariants, prune } from './upkeep-jobs.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, ctx, publish, lead, settle, after, path } = world
const admin = () => harness.ctx(someone('ADMIN'))
const job = () => harness.ctx(system('test'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const trigger = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } }
const wait = { type: 'wait-duration', data: { amount: 10, unit: 'minutes' }, next: { next: 'n9' } }
const n9 = { type: 'exit', data: { outcome: 'done' }, next: {} }
const waiting = { n1: trigger, n2: wait, n9 }
async function started(nodes: object = waiting) {
  const workflowId = await publish({ ...nodes })
  const { leadId } = await lead()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await settle()
  return { workflowId, runId, leadId }
}

test('a run that takes three processes down is held, and one that was only standing by is not', async () => {
  const [bad, good] = [await started(), await started()]
  const goDown = async (runIds: readonly string[]) => {
    await declareBatch(harness.runtime.driver.db, newId(), 'gone', runIds, harness.clock.now())
    harness.clock.advance(10_001)
    await markGone(job())
  }
  harness.clock.advance(10 * 60_000)
  await goDown([bad.runId, good.runId])
  expect(await world.rows(sql`select suspect from workflows.cursors where run_id = ${bad.runId}::uuid`)).toEqual([{ suspect: 1 }])
  // Taken alone, one of them comes through; the other goes on taking processes down.
  const { rows: alone } = await suspectRound(job(), [0], () => Promise.resolve())
  expect(alone).toHaveLength(1)
  const [held, free] = alone[0]?.run_id === bad.runId ? [good, bad] : [bad, good]
  for (let time = 0; time < 2; time++) await goDown([held.runId, free.runId])
  expect(await getRun(admin(), { runId: free.runId })).toMatchObject({ state: 'finished', outcome: 'done' })
  expect(await getRun(admin(), { runId: held.runId })).toMatchObject({ state: 'held', heldReason: 'poison' })
  await releaseRun(admin(), { runId: held.runId, reason: 'fixed' })
  await settle()
  expect(await getRun(admin(), { runId: held.runId })).toMatchObject({ outcome: 'done' })
})

test('erasing a person ends their runs and leaves counts and instants, and nothing that was said or seen', async () => {
  const { runId, leadId } = await started({
    n1: trigger,
    n2: {
      type: 'branch',
      data: { branches: [{ handle: 'x', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
      next: { x: 'n3', else: 'n9' },
    },
    n3: { ...wait },
    n9,
  })
  expect(JSON.stringify((await explainRun(admin(), { runId })).steps)).toContain('Pune')
  await inTx(ctx(), (t) => eraseSubject(t, { type: 'lead', id: leadId }))
  await settle()
  const { run, steps } = await explainRun(admin(), { runId })
  expect(run).toMatchObject({ state: 'finished', outcome: 'subject-erased' })
  expect(steps.map(({ handle }) => handle)).toEqual(['next', 'x', 'interrupted'])
  expect(JSON.stringify(steps)).not.toContain('Pune')
})

test('a blocked user is led nowhere any more', async () => {
  const userId = newId()
  const workflowId = await publish({ ...waiting }, { subject: 'user' })
  await world.rows(
    sql`with run as (insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
          values (${newId()}::uuid, ${workflowId}::uuid, 1, 'user', ${userId}::uuid, ${userId}, 'demand', '{}', '2026-11-23T04:30:00Z') returning id)
        insert into workflows.cursors (run_id, node_id, wake_at, due_at, entered_at, visits, vars) select id, 'n1', '2026-11-23T04:30:00Z', '2026-11-23T04:30:00Z', '2026-11-23T04:30:00Z', '{"n1": 1}', '{}' from run`,
  )
  await settle()
  expect((await presenceOf(ctx(), 'user', [userId])).get(userId)).toMatchObject([{ workflowId, nodeId: 'n2', state: 'live' }])
  await inTx(ctx(), (t) => emit(t, userBlocked, { userId, reasonCode: 'abuse' }))
  await settle()
  expect((await presenceOf(ctx(), 'user', [userId])).size).toBe(0)
})

test('a sub-workflow takes variables with it and brings some back; one that may not start leaves by refused', async () => {
  const childId = await publish({
    n1: trigger,
    n2: {
      type: 'branch',
      data: { branches: [{ handle: 'x', when: { field: 'vars.town', op: 'eq', value: 'Pune' } }] },
      next: { x: 'n9', else: 'other' },
    },
    n9,
    other: { type: 'exit', data: { outcome: 'other' }, next: {} },
  })
  const above = {
    n1: trigger,
    n2: {
      type: 'sub-workflow',
      data: { workflowId: childId, input: { town: { field: 'lead.city' } }, output: { found: 'town' } },
      next: { finished: 'n3', refused: 'r', 'timed-out': 'r' },
    },
    n3: {
      type: 'branch',
      data: { branches: [{ handle: 'y', when: { field: 'vars.found', op: 'eq', value: 'Pune' } }] },
      next: { y: 'n9', else: 'r' },
    },
    n9,
    r: { type: 'exit', data: { outcome: 'refused' }, next: {} },
  }
  const { runId, leadId } = await started(above)
  expect(await path(runId)).toBe('n1.next n2.finished n3.y n9.exit')
  const again = await publish(above)
  const { runId: second } = await enrol(admin(), { workflowId: again, subjectId: leadId })
  await settle()
  expect(await path(second)).toBe('n1.next n2.refused r.exit')
})

test('a sub-workflow whose job comes twice is started once, and the step that asked for it is not refused', async () => {
  const childId = await publish({ ...waiting }, { reEntry: 'always' })
  const above = {
    n1: trigger,
    n2: { type: 'sub-workflow', data: { workflowId: childId }, next: { finished: 'n9', refused: 'r', 'timed-out': 'r' } },
    n9,
    r: { type: 'exit', data: { outcome: 'refused' }, next: {} },
  }
  const { runId, leadId } = await started(above)
  const again = {
    workflowId: childId,
    source: 'parent' as const,
    entrants: [{ subjectId: leadId, sourceRef: `wf:${runId}:n2:1` }],
    parent: { runId, nodeId: 'n2', epoch: 1, depth: 0, detached: false },
    causation: 1,
  }
  await enrolChunk(job(), again)
  await settle()
  expect(await path(runId)).toBe('n1.next')
  await after(11)
  expect(await path(runId)).toBe('n1.next n2.finished n9.exit')
})

test('a task and a sub-workflow that ended without their step being told are found by the sweep', async () => {
  const childId = await publish({ n1: { ...trigger, next: { next: 'n9' } }, n9 }, { reEntry: 'always' })
  const above = {
    n1: trigger,
    n2: { type: 'sub-workflow', data: { workflowId: childId }, next: { finished: 'n3', refused: 'r', 'timed-out': 'r' } },
    n3: {
      type: 'task',
      data: { title: 'Ring', assignee: { role: 'SALES' }, due: { amount: 5, unit: 'days' } },
      next: { done: 'n9', 'timed-out': 'r' },
    },
    n9,
    r: { type: 'exit', data: { outcome: 'refused' }, next: {} },
  }
  const workflowId = await publish(above)
  const { leadId } = await lead()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await driveDue(job())
  await harness.drain()
  await driveDue(job())
  // As if the news had been lost by hand: the run stands where it asked, the answer is not on record.
  const forget = (nodeId: string) =>
    world.rows(
      sql`with open as (update workflows.effects set state = 'handed', rank = 1, result = null, settled_at = null where run_id = ${runId}::uuid and node_id = ${nodeId})
          select 1 as one`,
    )
  await forget('n2')
  await harness.drain()
  await forget('n2')
  harness.clock.advance(11 * 60_000)
  await reconcileEffects(job())
  await settle()
  expect(await path(runId)).toBe('n1.next n2.finished')
  await world.rows(sql`update workflows.tasks set state = 'decided', result = 'done', closed_at = now() where run_id = ${runId}::uuid`)
  harness.clock.advance(11 * 60_000)
  await reconcileEffects(job())
  await settle()
  expect(await path(runId)).toBe('n1.next n2.finished n3.done n9.exit')
})

test('logs are cut by time: parts are made ahead, old ones go', async () => {
  await prune(job())
  await after(500 * 24 * 60)
  await prune(job())
  const [old] = await world.rows<{ n: number }>(sql`select count(*)::int as n from workflows.steps where at < '2027-01-01'`)
  expect(old?.n).toBe(0)
  expect(await checkInvariants(job())).toBe(0)
})
