import { sql } from '@mas/db'
import { system } from '@mas/kernel'
import { someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { getStats } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { peopleByNode } from '../migrating/people-by-node.ts'
import { checkInvariants } from '../upkeep/upkeep-jobs.ts'
import { cancelRuns, enrol, holdRun, listRuns } from './index.ts'

// Thousands of runs: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, publish, lead, settle } = world
const admin = () => harness.ctx(someone('ADMIN'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const next = (to: string) => ({ next: { next: to } })
const days = { amount: 3, unit: 'days' }
const nodes = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, ...next('b') },
  b: {
    type: 'branch',
    data: { branches: [{ handle: 'goa', when: { field: 'lead.city', op: 'eq', value: 'Goa' } }] },
    next: { goa: 'rare', else: 'many' },
  },
  rare: { type: 'wait-duration', data: days, ...next('end') },
  many: { type: 'wait-duration', data: days, ...next('end') },
  end: { type: 'exit', data: { outcome: 'done' }, next: {} },
}
const crowd = 2_100
interface Page {
  readonly nodeId: string
  readonly state?: 'live' | 'held'
  readonly cursor?: string
}

/** People nobody knows, all at the same step: more than one look goes through. */
async function crowded(workflowId: string): Promise<void> {
  const due = new Date(harness.clock.now().getTime() + 3 * 86_400_000).toISOString()
  await world.rows(
    sql`with made as (
          insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
          select uuidv7(), ${workflowId}::uuid, 1, 'lead', u.person, u.person::text, 'demand', '{}', now()
          from generate_series(1, ${crowd}::int) n cross join lateral (select uuidv7() as person, n as per_row) u returning id)
        insert into workflows.cursors (run_id, node_id, seq, wake_at, due_at, wait_kind, entered_at, visits, vars)
        select id, 'many', 3, ${due}::timestamptz, ${due}::timestamptz, 'duration', now(), '{}', '{}' from made`,
  )
}
async function allOf(ask: (cursor: string | undefined) => Promise<{ items: readonly { id: string }[]; nextCursor: string | null }>) {
  const found: string[] = []
  let pages = 0
  for (let cursor: string | null | undefined; cursor !== null; pages += 1) {
    const page = await ask(cursor)
    found.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return { found, pages }
}

test('whoever stands at a step is found: pages are short or empty where few do, and their cursors go on to the true end', async () => {
  const workflowId = await publish(nodes)
  const enrolled = async (city: string) => {
    const { leadId } = await lead({ city })
    return (await enrol(admin(), { workflowId, subjectId: leadId })).runId
  }
  const rare = await enrolled('Goa')
  const held = await enrolled('Pune')
  await settle()
  harness.clock.advance(1_000)
  await crowded(workflowId)
  await holdRun(admin(), { runId: held, reason: 'look' })
  const list = (page: Page) => listRuns(admin(), { workflowId, limit: 100, ...page })

  const rarely = await allOf((cursor) => list({ nodeId: 'rare', ...(cursor !== undefined && { cursor }) }))
  expect([rarely.found, rarely.pages]).toEqual([[rare], 2])
  const alive = await allOf((cursor) => list({ nodeId: 'rare', state: 'live', ...(cursor !== undefined && { cursor }) }))
  expect(alive.found).toEqual([rare])
  const many = await allOf((cursor) => list({ nodeId: 'many', ...(cursor !== undefined && { cursor }) }))
  expect([many.found.length, new Set(many.found).size, many.pages > 20]).toEqual([crowd + 1, crowd + 1, true])
  const live = await allOf((cursor) => list({ nodeId: 'many', state: 'live', ...(cursor !== undefined && { cursor }) }))
  expect([live.found.length, live.found.includes(held)]).toEqual([crowd, false])
  // Whoever reaches some leads only looks through the same people, a thousand at a time: behind the crowd comes the one.
  const owner = someone('SALES_HEAD')
  const owned = (runId: string) =>
    world.rows(
      sql`update leads.leads set owning_head_id = ${owner.userId}::uuid where id = (select subject_id from workflows.runs where id = ${runId}::uuid)`,
    )
  await owned(rare)
  const head = harness.ctx(owner)
  const reach = (page: Page) =>
    allOf((cursor) => listRuns(head, { workflowId, limit: 100, ...page, ...(cursor !== undefined && { cursor }) }))
  expect((await reach({ nodeId: 'rare', state: 'live' })).found).toEqual([rare])
  await owned(held)
  expect((await reach({ nodeId: 'many', state: 'held' })).found).toEqual([held])
  const through = await reach({ nodeId: 'many' })
  expect([through.found, through.pages]).toEqual([[held], 3])

  const counts = async () =>
    Object.fromEntries((await getStats(admin(), { workflowId })).standing.map(({ nodeId, runs }) => [nodeId, runs]))
  expect(await counts()).toEqual({ many: crowd + 1, rare: 1 })
  const byPages = await peopleByNode(admin(), workflowId, 1, undefined, 7)
  expect([Object.fromEntries(byPages.people), byPages.isAll]).toEqual([{ many: crowd + 1, rare: 1 }, true])
  const some = await peopleByNode(admin(), workflowId, 1, 100, 50)
  expect([Object.fromEntries(some.people), some.isAll]).toEqual([{ many: 99, rare: 1 }, false])
  const filter = { workflowId, nodeId: 'many' }
  const { token } = await cancelRuns(admin(), { filter, reason: 'over' })
  await cancelRuns(admin(), { filter, reason: 'over', token: token ?? '' })
  expect(await counts()).toEqual({ rare: 1 })
})

test('what must never be is found on whichever page it lies', async () => {
  const workflowId = await publish(nodes)
  const runIds: string[] = []
  for (let n = 0; n < 5; n++) runIds.push((await enrol(admin(), { workflowId, subjectId: (await lead()).leadId })).runId)
  await settle()
  const [first = '', , third = '', , last = ''] = runIds.toSorted()
  await world.rows(sql`update workflows.cursors set wake_at = null where run_id = ${last}::uuid`)
  await world.rows(sql`update workflows.runs set state = 'held', held_reason = 'failed' where id = ${third}::uuid`)
  await world.rows(
    sql`insert into workflows.tasks (id, run_id, node_id, epoch, workflow_id, subject_type, subject_id, kind, title, assignee_role, form, due_at, escalations, created_at)
        select gen_random_uuid(), ${first}::uuid, 'n' || n, 1, ${workflowId}::uuid, 'lead', gen_random_uuid(), 'task', 'Ring', 'SALES', '[]', now(), '[]', now() from generate_series(1, 3) n`,
  )
  await world.rows(
    sql`with over as (update workflows.runs set state = 'finished', outcome = 'done', finished_at = now() where id = ${first}::uuid),
          mail as (insert into workflows.mailbox (run_id, event_id, name, occurred_at, data) values (${first}::uuid, gen_random_uuid(), 'leads.tagged', now(), '{}'))
        delete from workflows.cursors where run_id = ${first}::uuid`,
  )
  const [{ all } = { all: 0 }] = await world.rows<{ all: number }>(sql`select count(*)::int as all from workflows.cursors`)
  // The last of them lies behind the end of a page, or everybody on one.
  for (const atOnce of [all - 1, all - 2, 10_000]) expect(await checkInvariants(harness.ctx(system('test')), atOnce)).toBe(4)
})
