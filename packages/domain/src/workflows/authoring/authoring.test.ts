import { expect, test } from 'bun:test'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { sql } from '@mas/db'
import { listEntries } from '../../audit/index.ts'
import { done, draw, onDemand, type Node } from '../graph/graph-fixture.ts'
import {
  activateVersion,
  archive,
  copyWorkflow,
  createWorkflow,
  diffVersions,
  exportWorkflow,
  getStats,
  getWorkflow,
  importWorkflow,
  listWorkflows,
  pause,
  publish,
  resume,
  saveDraft,
  setEntryRules,
  validateDraft,
} from './index.ts'

const harness = useHarness()
const admin = someone('ADMIN')
const ctx = () => harness.ctx(admin)
const waiting = (days: number): Node => ['w', 'wait-duration', { amount: days, unit: 'days' }]
const graph = (days = 1) => draw([onDemand, waiting(days), done], ['n1>w', 'w>end'])
let made = 0
const create = (drawn: unknown = graph()) =>
  createWorkflow(ctx(), { key: `wf-${++made}`, name: 'Nurture', subjectType: 'lead', graph: drawn })
const save = (workflowId: string, revision: number, drawn: unknown) => saveDraft(ctx(), { workflowId, revision, graph: drawn })

test('a draft is saved wrong as it may be, published only right, and its layout does not matter', async () => {
  const { workflowId, issues } = await create(draw([onDemand], []))
  expect(issues.map(({ code }) => code)).toEqual(['missing-handle'])
  expect(await refusalOf(publish(ctx(), { workflowId }))).toBe('workflows.graph-invalid')
  expect(await save(workflowId, 1, graph())).toMatchObject({ revision: 2, issues: [] })
  expect(await publish(ctx(), { workflowId, note: 'first' })).toMatchObject({ n: 1 })
  const moved = {
    ...graph(),
    nodes: graph().nodes.map((node) => ({ ...node, position: { x: 7, y: 7 } })),
    viewport: { x: 1, y: 2, zoom: 3 },
  }
  await save(workflowId, 2, moved)
  expect(await refusalOf(publish(ctx(), { workflowId }))).toBe('workflows.unchanged')
  const shown = await getWorkflow(harness.ctx(someone('SALES_HEAD')), { workflowId })
  expect(shown).toMatchObject({ status: 'active', activeVersion: 1, draftRevision: 3, shown: 'draft' })
  expect(shown.graph).toEqual(moved)
  expect(shown.nodeTypes).toContain('send-email')
  expect(shown.nodeTypes).not.toContain('ai-call')
  expect((await getWorkflow(ctx(), { workflowId, draftRevision: 1 })).graph.nodes).toHaveLength(1)
})

test('of twenty parallel saves from one revision exactly one is kept, the others hear the present one', async () => {
  const { workflowId } = await create()
  const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => refusalOf(save(workflowId, 1, graph(n + 1)))))
  expect(codes.filter((code) => code === 'workflows.stale')).toHaveLength(19)
  expect((await getWorkflow(ctx(), { workflowId })).draftRevision).toBe(2)
})

test('of ten parallel publications of one draft exactly one makes a version', async () => {
  const { workflowId } = await create()
  const codes = await Promise.all(Array.from({ length: 10 }, () => refusalOf(publish(ctx(), { workflowId }))))
  expect(codes.filter((code) => code === 'workflows.unchanged')).toHaveLength(9)
  expect((await getWorkflow(ctx(), { workflowId })).versions.map(({ n }) => n)).toEqual([1])
})

test('publishing against parallel saves publishes one draft as it was saved, never half of two', async () => {
  const { workflowId } = await create()
  const work = Array.from({ length: 6 }, (_, n) => [
    refusalOf(save(workflowId, n + 1, graph(n + 2))),
    refusalOf(publish(ctx(), { workflowId })),
  ])
  await Promise.all(work.flat())
  const { versions } = await getWorkflow(ctx(), { workflowId })
  expect(versions.map(({ n }) => n)).toEqual(versions.map((_, index) => versions.length - index))
  expect(new Set(versions.map(({ hash }) => hash)).size).toBe(versions.length)
})

test('of ten parallel creations with one key exactly one succeeds', async () => {
  const codes = await Promise.all(
    Array.from({ length: 10 }, () => refusalOf(createWorkflow(ctx(), { key: 'one-key', name: 'Same', subjectType: 'lead' }))),
  )
  expect(codes.filter((code) => code === 'workflows.key-taken')).toHaveLength(9)
})

test('a published version cannot be changed or deleted, not even by hand', async () => {
  const { workflowId } = await create()
  await publish(ctx(), { workflowId })
  const { db } = harness.runtime.driver
  for (const statement of [
    sql`update workflows.versions set note = 'x' where workflow_id = ${workflowId}::uuid`,
    sql`delete from workflows.versions where workflow_id = ${workflowId}::uuid`,
  ])
    expect(
      String(
        await db.execute(statement, 'objects').catch((thrown: unknown) => (thrown instanceof Error ? (thrown.cause ?? thrown) : thrown)),
      ),
    ).toContain('workflows_append_only')
})

test('new entrants get whichever version was activated last, an earlier one too', async () => {
  const { workflowId } = await create()
  await publish(ctx(), { workflowId })
  await save(workflowId, 1, graph(2))
  expect(await publish(ctx(), { workflowId, activate: false })).toMatchObject({ n: 2 })
  expect((await getWorkflow(ctx(), { workflowId })).activeVersion).toBe(1)
  expect(await activateVersion(ctx(), { workflowId, n: 2 })).toMatchObject({ activeVersion: 2 })
  expect(await activateVersion(ctx(), { workflowId, n: 1 })).toMatchObject({ activeVersion: 1 })
  expect(await refusalOf(activateVersion(ctx(), { workflowId, n: 3 }))).toBe('workflows.version-not-found')
  const diff = await diffVersions(ctx(), { workflowId, from: 1, to: 2 })
  expect(diff).toEqual({ added: [], removed: [], changed: [{ nodeId: 'w', type: 'wait-duration', paths: ['/data/amount'] }] })
})

test('pause and resume keep the version; an archived workflow is closed for good', async () => {
  const { workflowId } = await create()
  expect(await refusalOf(pause(ctx(), { workflowId }))).toBe('workflows.not-active')
  await publish(ctx(), { workflowId })
  expect(await pause(ctx(), { workflowId, note: 'holiday' })).toMatchObject({ status: 'paused', activeVersion: 1 })
  expect(await pause(ctx(), { workflowId })).toMatchObject({ status: 'paused' })
  expect(await resume(ctx(), { workflowId })).toMatchObject({ status: 'active', pausedAt: null })
  expect(await refusalOf(resume(ctx(), { workflowId }))).toBe('workflows.not-paused')
  expect(await archive(ctx(), { workflowId, note: 'over' })).toMatchObject({ status: 'archived', activeVersion: null })
  for (const again of [
    () => save(workflowId, 1, graph(3)),
    () => publish(ctx(), { workflowId }),
    () => activateVersion(ctx(), { workflowId, n: 1 }),
    () => archive(ctx(), { workflowId }),
  ])
    expect(await refusalOf(again())).toBe('workflows.archived')
  const { items } = await listEntries(ctx(), { subjectType: 'workflow', subjectId: workflowId })
  expect(items.map(({ action }) => action).toSorted()).toEqual(
    ['create-workflow', 'publish', 'pause', 'resume', 'archive'].map((verb) => `workflows.${verb}`).toSorted(),
  )
})

test('a copy and an import make the same program under another key', async () => {
  const { workflowId } = await create()
  const { hash } = await publish(ctx(), { workflowId })
  const copy = await copyWorkflow(ctx(), { workflowId, n: 1, key: 'the-copy', name: 'Copy' })
  expect((await publish(ctx(), { workflowId: copy.workflowId })).hash).toBe(hash)
  const document = await exportWorkflow(ctx(), { workflowId })
  expect(await refusalOf(importWorkflow(ctx(), { document }))).toBe('workflows.key-taken')
  const imported = await importWorkflow(ctx(), { document: JSON.parse(JSON.stringify(document)), key: 'the-import' })
  expect((await publish(ctx(), { workflowId: imported.workflowId })).hash).toBe(hash)
  for (const wrong of [
    null,
    5,
    {},
    { ...document, format: 'x' },
    { ...document, graph: { nodes: 'no' } },
    { ...document, rules: { reEntry: 'x' } },
  ])
    expect(await refusalOf(importWorkflow(ctx(), { document: wrong, key: 'wrong-import' }))).toBe('workflows.graph-invalid')
})

test('entry rules change as far as they are named, from the revision that was read', async () => {
  const { workflowId } = await create()
  const set = await setEntryRules(ctx(), { workflowId, revision: 1, reEntry: 'after-exit', cooldownDays: 7, mutexGroup: 'nurture' })
  expect(set).toMatchObject({ reEntry: 'after-exit', cooldownDays: 7, mutexGroup: 'nurture', onConflict: 'refuse', revision: 2 })
  expect(await setEntryRules(ctx(), { workflowId, revision: 2, mutexGroup: null })).toMatchObject({ mutexGroup: null, cooldownDays: 7 })
  expect(await refusalOf(setEntryRules(ctx(), { workflowId, revision: 2, maxLive: 5 }))).toBe('workflows.stale')
})

test('schedules of the version in force, and no others, become due', async () => {
  const at = (cron: string) =>
    draw([['n1', 'trigger', { triggers: [{ kind: 'on-demand' }, { kind: 'schedule', cron, zone: 'Asia/Kolkata' }] }], done], ['n1>end'])
  const { workflowId } = await create(at('0 11 * * *'))
  const due = async () => [
    ...(await harness.runtime.driver.db.execute<{ trigger_ix: number; next_at: Date; cron: string }>(
      sql`select trigger_ix, next_at, cron from workflows.schedules_due where workflow_id = ${workflowId}::uuid`,
      'objects',
    )),
  ]
  await publish(ctx(), { workflowId })
  expect(await due()).toMatchObject([{ trigger_ix: 1, cron: '0 11 * * *', next_at: new Date('2026-11-23T05:30:00Z') }])
  await save(workflowId, 1, at('30 9 * * *'))
  await publish(ctx(), { workflowId })
  expect(await due()).toMatchObject([{ cron: '30 9 * * *', next_at: new Date('2026-11-24T04:00:00Z') }])
  await archive(ctx(), { workflowId })
  expect(await due()).toEqual([])
})

test('what is no graph is refused by its shape, at any place and depth', async () => {
  let nested: unknown = 'deep'
  for (let n = 0; n < 5_000; n += 1) nested = [nested]
  const bad = [null, [], 'x', { nodes: [] }, { nodes: [{ id: 'a:b', type: 'exit', position: { x: 0, y: 0 }, data: {} }], edges: [] }]
  const texts = ['\u0000', '\ud800'].map((text) => draw([onDemand, ['e', 'exit', { outcome: text }]], ['n1>e']))
  const others = [draw([onDemand, ['e', 'exit', { outcome: nested }]], []), draw([onDemand, ['e', 'exit', { outcome: new Date(0) }]], [])]
  const { workflowId } = await create()
  for (const wrong of [...bad, ...texts, ...others]) {
    expect(await refusalOf(save(workflowId, 1, wrong))).toBe('workflows.graph-invalid')
  }
  expect((await getWorkflow(ctx(), { workflowId })).draftRevision).toBe(1)
})

test('the last fifty drafts are kept', async () => {
  const { workflowId } = await create()
  for (let revision = 1; revision <= 52; revision += 1) await save(workflowId, revision, graph(revision))
  expect(await refusalOf(getWorkflow(ctx(), { workflowId, draftRevision: 3 }))).toBe('workflows.version-not-found')
  expect((await getWorkflow(ctx(), { workflowId, draftRevision: 4 })).shown).toBe('draft-4')
})

test('figures come with the interval of Wilson, folded or not, and say when there is not enough data', async () => {
  const split: Node = [
    's',
    'split',
    {
      arms: [
        { handle: 'a', weight: 5_000 },
        { handle: 'b', weight: 5_000 },
      ],
    },
  ]
  const { workflowId } = await create(draw([onDemand, split, done], ['n1>s', 's:a>end', 's:b>end']))
  await publish(ctx(), { workflowId })
  const { db } = harness.runtime.driver
  await db.execute(
    sql`insert into workflows.node_stats (workflow_id, version_n, node_id, handle, day, left_count, finished, goals, dwell_ms)
        values (${workflowId}::uuid, 1, 's', 'a', '2026-11-22', 180, 150, 40, 1800), (${workflowId}::uuid, 1, 's', 'b', '2026-11-22', 99, 0, 0, 0)`,
    'objects',
  )
  await db.execute(
    sql`insert into workflows.stat_deltas (workflow_id, version_n, node_id, handle, day, left_count, finished, goals, dwell_ms)
        values (${workflowId}::uuid, 1, 's', 'a', '2026-11-23', 20, 10, 10, 200)`,
    'objects',
  )
  const { arms, handles } = await getStats(ctx(), { workflowId })
  expect(handles[0]).toEqual({ nodeId: 's', handle: 'a', left: 200, averageMs: 10 })
  // 50 of 200: 25 %, [19.51 %, 31.43 %].
  expect(arms[0]).toEqual({
    nodeId: 's',
    arm: 'a',
    enrolled: 200,
    finished: 160,
    goals: 50,
    goalRateBp: 2_500,
    lowBp: 1_951,
    highBp: 3_143,
    enough: true,
  })
  expect(arms[1]).toMatchObject({ arm: 'b', enrolled: 99, goalRateBp: 0, lowBp: 0, enough: false })
  expect((await getStats(ctx(), { workflowId, from: '2026-11-23' })).arms).toMatchObject([{ arm: 'a', enrolled: 20, goals: 10 }])
})

test('sales people author nothing; a sales head may look', async () => {
  const { workflowId } = await create()
  for (const role of ['SALES', 'USER', 'FINANCE'] as const) {
    expect(await refusalOf(listWorkflows(harness.ctx(someone(role)), {}))).toBe('request.forbidden')
    expect(await refusalOf(publish(harness.ctx(someone(role)), { workflowId }))).toBe('request.forbidden')
  }
  expect(await refusalOf(publish(harness.ctx(someone('SALES_HEAD')), { workflowId }))).toBe('request.forbidden')
  expect((await validateDraft(harness.ctx(someone('SALES_HEAD')), { workflowId })).issues).toEqual([])
})

test('pages of the list follow each other without a gap or a double', async () => {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await listWorkflows(ctx(), { limit: 3, ...(cursor !== undefined && { cursor }) })
    all.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(new Set(all).size).toBe(all.length)
  expect(all).toEqual(all.toSorted().toReversed())
  expect(await refusalOf(listWorkflows(ctx(), { cursor: 'nonsense' }))).toBe('request.cursor-invalid')
})
