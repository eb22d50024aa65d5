import { lanes } from '@mas/contracts/workflows'
import { sql } from '@mas/db'
import { insertRuns, lockCursors } from '@mas/db/workflows'
import { inTx, newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { useWorkflows } from '../fixtures/world.ts'
import { driveDue } from '../runtime/drive.ts'
import { endRuns } from '../runtime/end-runs.ts'
import { decideTask } from '../tasks/index.ts'
import { finishApply } from './finish-migration.ts'
import { requireMigration } from './migration-view.ts'
import { applyMigrationRuns } from './move-runs.ts'
import { applyMigration, getMigration, planMigration, revertMigration, simulateMigration } from './index.ts'

const world = useWorkflows()
const { harness, ctx, publish, republish, settle } = world
const adminActor = someone('ADMIN')
const admin = () => harness.ctx(adminActor)
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const split = (weights: readonly (readonly [string, number])[]) => ({
  type: 'split',
  data: { arms: weights.map(([handle, weight]) => ({ handle, weight })) },
})
const wait = (next: string) => ({ type: 'wait-duration', data: { amount: 10, unit: 'days' }, next: { next } })
const listen = (next: string) => ({
  type: 'wait-event',
  data: { event: 'leads.tagged', timeout: { amount: 30, unit: 'days' } },
  next: { received: next, 'timed-out': next },
})
const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }
const trigger = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n1b' } }
const first = {
  n1: trigger,
  n1b: { ...split([['a', 10_000]]), next: { a: 'n2' } },
  n2: wait('n9'),
  n6: listen('n9'),
  n7: wait('n9'),
  n9: exit,
}
const second = { n1: { ...trigger, next: { next: 'n2' } }, n2: wait('n9'), n6b: listen('n9'), n9: exit }

/** People who stand at a node of version 1 as if they had walked there. */
async function standing(workflowId: string, counts: Readonly<Record<string, number>>): Promise<void> {
  const now = harness.clock.now()
  for (const [node, people] of Object.entries(counts)) {
    const runs = Array.from({ length: people }, () => {
      const subject = newId()
      return {
        id: newId(),
        workflow_id: workflowId,
        version_n: 1,
        mutex_group: null,
        subject_type: 'lead',
        subject_id: subject,
        entry_key: subject,
        source: 'demand',
        source_ref: null,
        started_by: null,
        parent_run_id: null,
        parent_node_id: null,
        parent_epoch: null,
        depth: 0,
        causation: 0,
        node_id: node,
        lane: lanes.control,
        vars: { kept: node },
      }
    })
    await harness.runtime.driver.transaction((tx) => insertRuns(tx, runs, now))
  }
  await driveDue(ctx())
}
const moves = { moved: 357, stayed: 7, exited: 0 }

test('running people move with a proof, and are taken back; those who went on by then stay where they are', async () => {
  const workflowId = await publish(first)
  await standing(workflowId, { n2: 312, n6: 45, n7: 7 })
  await republish(workflowId, second)
  const plan = { workflowId, fromN: 1, toN: 2 }
  expect(await refusalOf(planMigration(admin(), { ...plan, mapping: { n6: 'n9' } }))).toBe('workflows.mapping-incompatible')
  const order = { ...plan, mapping: { n6: 'n6b' } }
  const migrate = async () => {
    const { id: migrationId, lines, people } = await planMigration(admin(), order)
    expect(people).toBe(364)
    expect(lines).toContainEqual({ nodeId: 'n6', people: 45, target: 'n6b', why: 'mapped' })
    expect(lines).toContainEqual({ nodeId: 'n7', people: 7, target: null, why: 'no such node in the new version' })
    expect(await refusalOf(applyMigration(admin(), { migrationId, reason: 'test' }))).toBe('workflows.migration-not-applicable')
    expect(await simulateMigration(admin(), { migrationId })).toMatchObject({ state: 'simulated', simulated: moves })
    await applyMigration(admin(), { migrationId, reason: 'test' })
    await settle()
    expect(await getMigration(admin(), { migrationId })).toMatchObject({
      state: 'applied',
      proof: { ...moves, checked: 357, planned: 364, adds: true },
    })
    return migrationId
  }
  const cursors = () =>
    world.rows(
      sql`select c.run_id, c.node_id, c.seq, c.epoch, c.due_at, c.wake_at, c.wait_kind, c.wait_events, c.vars, c.visits, r.version_n
          from workflows.cursors c join workflows.runs r on r.id = c.run_id where r.workflow_id = ${workflowId}::uuid order by c.run_id`,
    )
  const before = await cursors()
  const one = await migrate()
  expect(await cursors()).not.toEqual(before)
  await revertMigration(admin(), { migrationId: one, reason: 'test' })
  await settle()
  expect(await getMigration(admin(), { migrationId: one })).toMatchObject({ state: 'reverted', proof: { restored: 357, movedOn: 0 } })
  expect(await cursors()).toEqual(before)

  const two = await migrate()
  await world.rows(
    sql`update workflows.cursors set due_at = ${harness.clock.now().toISOString()}::timestamptz, wake_at = ${harness.clock.now().toISOString()}::timestamptz
        where run_id in (select c.run_id from workflows.cursors c join workflows.runs r on r.id = c.run_id
          where r.workflow_id = ${workflowId}::uuid and c.node_id = 'n2' order by c.run_id limit 10)`,
  )
  await driveDue(ctx())
  await revertMigration(admin(), { migrationId: two, reason: 'test' })
  await settle()
  expect(await getMigration(admin(), { migrationId: two })).toMatchObject({ state: 'reverted', proof: { restored: 347, movedOn: 10 } })
}, 300_000)

test('more than a thousand people are moved only when two administrators want it, by several jobs in a row', async () => {
  const workflowId = await publish(first)
  await standing(workflowId, { n2: 1_001 })
  await republish(workflowId, second)
  const { id: migrationId } = await planMigration(admin(), { workflowId, fromN: 1, toN: 2 })
  await simulateMigration(admin(), { migrationId })
  expect(await refusalOf(applyMigration(admin(), { migrationId, reason: 'alone' }))).toBe('workflows.needs-second-person')
  expect(await applyMigration(harness.ctx(someone('ADMIN')), { migrationId, reason: 'two' })).toMatchObject({ state: 'applying' })
  await settle()
  expect(await getMigration(admin(), { migrationId })).toMatchObject({
    state: 'applied',
    proof: { moved: 1_001, checked: 1_001, adds: true },
  })
}, 180_000)

test('whoever came to a node that the plan says nothing about makes it stale', async () => {
  const workflowId = await publish(first)
  await standing(workflowId, { n2: 2 })
  await republish(workflowId, { ...second, n6: listen('n9') })
  const { id: migrationId } = await planMigration(admin(), { workflowId, fromN: 1, toN: 2 })
  await simulateMigration(admin(), { migrationId })
  await standing(workflowId, { n6: 1 })
  expect(await refusalOf(applyMigration(admin(), { migrationId, reason: 'x' }))).toBe('workflows.migration-stale')
})

test('whoever handed something over since the move is not taken back to before that step: it is done once, and the person goes on', async () => {
  const task = { type: 'task', data: { title: 'Ring', assignee: { role: 'SALES' }, due: { amount: 9, unit: 'days' } } }
  const nodes = { n1: { ...trigger, next: { next: 't' } }, t: { ...task, next: { done: 'n9', 'timed-out': 'n9' } }, n9: exit }
  const workflowId = await publish(nodes)
  const later = new Date(harness.clock.now().getTime() + 3_600_000).toISOString()
  await standing(workflowId, { n1: 1 })
  // As it stands between the control step and the step itself: due in an hour, not carried out yet.
  await world.rows(sql`delete from workflows.tasks where workflow_id = ${workflowId}::uuid`)
  await world.rows(
    sql`delete from workflows.effects where run_id in (select id from workflows.runs where workflow_id = ${workflowId}::uuid)`,
  )
  await world.rows(
    sql`update workflows.cursors set lane = ${lanes.act}::smallint, wake_at = ${later}::timestamptz, wait_kind = null, due_at = ${later}::timestamptz
        where run_id in (select id from workflows.runs where workflow_id = ${workflowId}::uuid)`,
  )
  await republish(workflowId, { ...nodes, w: wait('n9') })
  const { id: migrationId } = await planMigration(admin(), { workflowId, fromN: 1, toN: 2 })
  await simulateMigration(admin(), { migrationId })
  await applyMigration(admin(), { migrationId, reason: 'test' })
  await settle()
  await world.pass(later)
  const open = () =>
    world.rows<{ id: string }>(sql`select id from workflows.tasks where workflow_id = ${workflowId}::uuid and state = 'open'`)
  expect(await open()).toHaveLength(1)
  await revertMigration(admin(), { migrationId, reason: 'test' })
  await settle()
  expect(await getMigration(admin(), { migrationId })).toMatchObject({ state: 'reverted', proof: { restored: 0, movedOn: 1 } })
  // A worker that froze while it moved people wakes now, when they are taken back.
  const row = await requireMigration(ctx(), migrationId)
  await inTx(ctx(), (t) => finishApply(t, row))
  expect(await getMigration(admin(), { migrationId })).toMatchObject({ state: 'reverted', proof: { restored: 0, movedOn: 1 } })
  const [asked, ...others] = await open()
  expect(others).toEqual([])
  await decideTask(harness.ctx(someone('SALES')), { taskId: asked?.id ?? '', decision: 'done' })
  await settle()
  expect(await world.runs(workflowId)).toMatchObject([{ state: 'finished', outcome: 'done' }])
})

test('one run that cannot be moved undoes no other; the next try moves it, and nobody twice', async () => {
  const workflowId = await publish(first)
  await standing(workflowId, { n2: 7 })
  await republish(workflowId, second)
  const { id: migrationId } = await planMigration(admin(), { workflowId, fromN: 1, toN: 2 })
  await simulateMigration(admin(), { migrationId })
  await applyMigration(admin(), { migrationId, reason: 'test' })
  const [, , bad] = await world.runs(workflowId)
  await world.rows(sql`create function public.no_move() returns trigger language plpgsql as 'begin raise exception ''no''; end'`)
  await world.rows(
    sql`create trigger no_move before update on workflows.runs for each row when (new.id = ${sql.raw(`'${bad?.id ?? ''}'`)}) execute function public.no_move()`,
  )
  const versions = async () =>
    (await world.rows(sql`select version_n from workflows.runs where workflow_id = ${workflowId}::uuid order by id`)).map(
      (one) => one['version_n'],
    )
  await expect(applyMigrationRuns(ctx(), { migrationId }, { number: 1 })).rejects.toThrow('some runs could not be moved')
  expect(await versions()).toEqual([2, 2, 1, 2, 2, 2, 2])
  await world.rows(sql`drop trigger no_move on workflows.runs`)
  await settle()
  expect(await versions()).toEqual([2, 2, 2, 2, 2, 2, 2])
  expect(await getMigration(admin(), { migrationId })).toMatchObject({ state: 'applied', proof: { moved: 7, planned: 7, adds: true } })
})

test('whoever is being stepped is waited for alone; the others move meanwhile, and a person is moved from where that step ends', async () => {
  const workflowId = await publish(first)
  await standing(workflowId, { n2: 3 })
  await republish(workflowId, second)
  const { id: migrationId } = await planMigration(admin(), { workflowId, fromN: 1, toN: 2 })
  await simulateMigration(admin(), { migrationId })
  await applyMigration(admin(), { migrationId, reason: 'test' })
  const [busy, ...others] = await world.runs(workflowId)
  const moving: Promise<void>[] = []
  await inTx(ctx(), async (t) => {
    await lockCursors(t.tx, [busy?.id ?? ''])
    moving.push(applyMigrationRuns(ctx(), { migrationId }, { number: 1 }))
    const moved = () => world.rows(sql`select run_id from workflows.migration_items where migration_id = ${migrationId}::uuid`)
    while ((await moved()).length < others.length) continue
    await endRuns(t, [busy?.id ?? ''], 'cancelled')
  })
  await Promise.all(moving)
  expect(await getMigration(admin(), { migrationId })).toMatchObject({
    state: 'applied',
    proof: { moved: 2, finishedMeanwhile: 1, adds: true },
  })
})
