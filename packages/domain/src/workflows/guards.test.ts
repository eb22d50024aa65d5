import { rows, sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createWorkflow, publish } from './authoring/index.ts'
import { done, draw, onDemand } from './graph/graph-fixture.ts'

const harness = useHarness()
const db = () => harness.runtime.driver.db
let made = 0

async function published(): Promise<string> {
  const ctx = () => harness.ctx(someone('ADMIN'))
  const { workflowId } = await createWorkflow(ctx(), {
    key: `guard-${++made}`,
    name: 'Guarded',
    subjectType: 'lead',
    graph: draw([onDemand, done], ['n1>end']),
  })
  await publish(ctx(), { workflowId })
  return workflowId
}
const insertRun = (workflowId: string, id: string, more = sql`'live', null, null, null`) =>
  sql`insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at, state, held_reason, outcome, finished_at)
      select ${id}::uuid, ${workflowId}::uuid, 1, 'lead', ${newId()}::uuid, ${id}, 'demand', '{}', now(), ${more}`
const insertCursor = (runId: string) =>
  sql`insert into workflows.cursors (run_id, node_id, entered_at, visits, vars) values (${runId}::uuid, 'n1', now(), '{}', '{}')`
/** What the database says to a transaction of several statements. */
const verdict = (...statements: ReturnType<typeof sql>[]) =>
  harness.runtime.driver
    .transaction(async (tx) => {
      for (const statement of statements) await rows(tx, statement)
    })
    .then(() => 'fine')
    .catch((thrown: unknown) => {
      const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : ''
      return `${thrown instanceof Error ? thrown.message : ''} ${cause}`
    })

test('a run is not finished if, and only if, it has a cursor, whoever writes it', async () => {
  const workflowId = await published()
  const id = newId()
  expect(await verdict(insertRun(workflowId, newId()))).toContain('workflows_cursor_iff_live')
  expect(await verdict(insertRun(workflowId, id), insertCursor(id))).toBe('fine')
  expect(await verdict(sql`delete from workflows.cursors where run_id = ${id}::uuid`)).toContain('workflows_cursor_iff_live')
  expect(
    await verdict(sql`update workflows.runs set state = 'finished', outcome = 'x', finished_at = now() where id = ${id}::uuid`),
  ).toContain('workflows_cursor_iff_live')
  const finish = sql`update workflows.runs set state = 'finished', outcome = 'x', finished_at = now() where id = ${id}::uuid`
  // The order inside the transaction does not matter, only what is committed.
  expect(await verdict(finish, sql`delete from workflows.cursors where run_id = ${id}::uuid`)).toBe('fine')
  expect(await verdict(insertCursor(id))).toContain('workflows_cursor_iff_live')
})

test('states and their reasons belong together', async () => {
  const workflowId = await published()
  for (const state of [
    sql`'held', null, null, null`,
    sql`'live', 'failed', null, null`,
    sql`'finished', null, null, now()`,
    sql`'live', null, 'goal', null`,
  ]) {
    const id = newId()
    expect(await verdict(insertRun(workflowId, id, state), insertCursor(id))).toMatch(/runs_(held|outcome)_chk/)
  }
  expect(await verdict(sql`update workflows.workflows set status = 'archived' where id = ${workflowId}::uuid`)).toContain(
    'workflows_active_version_chk',
  )
  expect(await verdict(sql`update workflows.workflows set active_version = 2 where id = ${workflowId}::uuid`)).toContain(
    'workflows_active_version_fk',
  )
  expect(await verdict(sql`truncate workflows.versions cascade`)).toContain('workflows_append_only')
})

test('an effect carries its own key, its rank and, in doubt, since when', async () => {
  const workflowId = await published()
  const id = newId()
  await verdict(insertRun(workflowId, id), insertCursor(id))
  const effect = (key: string, state: string, rank: number) =>
    sql`insert into workflows.effects (run_id, node_id, epoch, kind, key, state, rank, handed_at, updated_at)
        values (${id}::uuid, 'm', 1, 'send-email', ${key}, ${state}, ${rank}, now(), now())`
  expect(await verdict(effect('wf:else:m:1', 'handed', 1))).toContain('effects_key_chk')
  expect(await verdict(effect(`wf:${id}:m:1`, 'delivered', 1))).toContain('effects_state_chk')
  expect(await verdict(effect(`wf:${id}:m:1`, 'in_doubt', 1))).toContain('effects_doubt_chk')
  expect(await verdict(effect(`wf:${id}:m:1`, 'handed', 1))).toBe('fine')
  expect(await verdict(effect(`wf:${id}:m:1`, 'handed', 1))).toContain('effects_')
})

test('logs are cut by time, never lack a part, and old parts are dropped whole', async () => {
  const ensure = async (log: string, at: string) => {
    const [row] = await rows<{ did: string }>(db(), sql`select workflows.ensure_partition(${log}, ${at}::timestamptz) as did`)
    return row?.did
  }
  expect(await ensure('steps', '2031-05-17T00:00:00Z')).toBe('created')
  expect(await ensure('steps', '2031-05-01T00:00:00Z')).toBe('exists')
  await rows(
    db(),
    sql`insert into workflows.event_log (event_id, occurred_at, name, subject_type, subject_id, data) values (${newId()}::uuid, '2031-05-17', 'x.y', 'lead', ${newId()}::uuid, '{}')`,
  )
  expect(await ensure('event_log', '2031-05-17T00:00:00Z')).toBe('occupied')
  expect(await ensure('event_log', '2031-06-17T00:00:00Z')).toBe('created')
  const [dropped] = await rows<{ names: string[] }>(db(), sql`select workflows.drop_partitions('steps', '2031-06-01T00:00:00Z') as names`)
  expect(dropped?.names).toContain('steps_203105')
  const [kept] = await rows<{ names: string[] }>(db(), sql`select workflows.drop_partitions('event_log', '2031-06-01T00:00:00Z') as names`)
  expect(kept?.names).not.toContain('event_log_20310616')
  const [left] = await rows<{ n: number }>(db(), sql`select count(*)::int as n from workflows.event_log`)
  expect(left?.n).toBe(0)
  expect(
    await verdict(
      sql`insert into workflows.steps (run_id, seq, at, planned_at, node_id, node_type, epoch, handle) values (${newId()}::uuid, 1, '2026-11-23', '2026-11-24', 'a', 'exit', 1, 'exit')`,
    ),
  ).toContain('steps_never_early_chk')
})
