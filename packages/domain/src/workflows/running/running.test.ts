import { sql } from '@mas/db'
import { newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createTag, mergeLeads } from '../../leads/index.ts'
import { pause, resume } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { decideTask, listMyTasks, reassignTask } from '../tasks/index.ts'
import { escalateTasks } from '../tasks/escalate-tasks.ts'
import { checkInvariants, rollStats } from '../upkeep/upkeep-jobs.ts'
import {
  cancelRuns,
  enrol,
  explainAbsence,
  explainRun,
  getRun,
  holdRun,
  listRuns,
  releaseRun,
  renderRun,
  rerunFrom,
  retryRun,
} from './index.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, publish, lead, settle, after, runs, path } = world
const adminActor = someone('ADMIN')
const admin = () => harness.ctx(adminActor)
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const trigger = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } }
const n9 = { type: 'exit', data: { outcome: 'done' }, next: {} }
const wait = (amount: number, unit: string, next: string) => ({ type: 'wait-duration', data: { amount, unit }, next: { next } })
const mail = (next: string, more = {}) => ({
  type: 'send-email',
  data: { template: 'lead-nurture', variables: { courseName: 'SQL', link: 'https://mas.example/c' }, consentClass: 'service', ...more },
  next: { sent: next, refused: 'r' },
})
const r = { type: 'exit', data: { outcome: 'refused' }, next: {} }
const mailed = { n1: trigger, n2: wait(10, 'minutes', 'n3'), n3: mail('n9'), n9, r }
async function entered(workflowId: string) {
  const { leadId, email } = await lead()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await settle()
  return { runId, leadId, email }
}

test('a pause stops what is claimed after it, and resuming loses nobody and sends once', async () => {
  const workflowId = await publish(mailed)
  const { runId, email } = await entered(workflowId)
  await pause(admin(), { workflowId })
  await after(60)
  expect(world.mail.mailsTo(email)).toHaveLength(0)
  expect(await runs(workflowId)).toMatchObject([{ node_id: 'n2', wake_at: null }])
  await resume(admin(), { workflowId })
  await settle()
  await after(31)
  expect(await path(runId)).toBe('n1.next n2.next n3.sent n9.exit')
  expect(world.mail.mailsTo(email)).toHaveLength(1)
})

test('runs are listed by the step they stand at, the newest first, and those that are over at none', async () => {
  const workflowId = await publish(mailed)
  const made = [await entered(workflowId), await entered(workflowId)].map(({ runId }) => runId)
  // The clock stands still: within its millisecond ids are in no order of their own.
  const [newest = '', oldest = ''] = made.toSorted().toReversed()
  const at = async (nodeId: string, more: object = {}) =>
    (await listRuns(admin(), { workflowId, nodeId, ...more })).items.map((one) => one.id)
  expect(await at('n2')).toEqual([newest, oldest])
  const page = await listRuns(admin(), { workflowId, nodeId: 'n2', limit: 1 })
  expect(await at('n2', { cursor: page.nextCursor ?? '' })).toEqual([oldest])
  expect(await at('n3')).toEqual([])
  const anywhere = await listRuns(admin(), { nodeId: 'n2', limit: 100 })
  expect(anywhere.items.map((one) => one.id).filter((id) => made.includes(id))).toEqual([newest, oldest])
  await holdRun(admin(), { runId: oldest, reason: 'look' })
  expect([await at('n2', { state: 'held' }), await at('n2', { heldReason: 'failed' }), await at('n2', { state: 'live' })]).toEqual([
    [oldest],
    [],
    [newest],
  ])
  expect(await at('n2', { outcome: 'done' })).toEqual([])
  // Of a workflow, whatever their state: what is over and what is not are found apart and told as one list.
  const live = { filter: { workflowId, state: 'live' as const }, reason: 'over' }
  const { token } = await cancelRuns(admin(), live)
  await cancelRuns(admin(), { ...live, token: token ?? '' })
  const all = await listRuns(admin(), { workflowId, limit: 1 })
  const rest = await listRuns(admin(), { workflowId, limit: 1, cursor: all.nextCursor ?? '' })
  expect([...all.items, ...rest.items].map(({ id, state }) => [id, state])).toEqual([
    [newest, 'finished'],
    [oldest, 'held'],
  ])
  expect(rest.nextCursor).toBeNull()
  const held = (await listRuns(admin(), { state: 'held', limit: 100 })).items
  expect(held.map((one) => one.id)).toContain(oldest)
  expect(held.map((one) => one.id)).toEqual(
    held
      .map((one) => one.id)
      .toSorted()
      .toReversed(),
  )
  await releaseRun(admin(), { runId: oldest, reason: 'looked' })
  await after(60)
  expect([await at('n2'), await at('n9')]).toEqual([[], []])
})

test('a held run stands still, keeps its mail, and goes on from where it stood', async () => {
  const workflowId = await publish(mailed)
  const { runId } = await entered(workflowId)
  expect(await holdRun(admin(), { runId, reason: 'look' })).toMatchObject({ state: 'held', heldReason: 'paused', nodeId: 'n2' })
  await after(60)
  expect(await path(runId)).toBe('n1.next')
  expect(await releaseRun(admin(), { runId, reason: 'looked' })).toMatchObject({ state: 'live' })
  await settle()
  expect(await getRun(admin(), { runId })).toMatchObject({ state: 'finished', outcome: 'done', effects: [{ kind: 'send-email' }] })
  expect(await refusalOf(retryRun(admin(), { runId, reason: 'again' }))).toBe('workflows.run-finished')
})

test('sending a run back past a mail needs a confirmation, and then mails under a new key', async () => {
  const workflowId = await publish({ ...mailed, n3: mail('n4'), n4: wait(5, 'days', 'n9') })
  const { runId } = await entered(workflowId)
  await after(11)
  const back = { runId, nodeId: 'n3', reason: 'typing error' }
  expect(await refusalOf(rerunFrom(admin(), back))).toBe('workflows.resend-unconfirmed')
  expect(await refusalOf(rerunFrom(admin(), { ...back, nodeId: 'nowhere' }))).toBe('workflows.node-not-found')
  await rerunFrom(admin(), { ...back, confirmResend: true })
  await settle()
  expect(await path(runId)).toBe('n1.next n2.next n3.sent n4.interrupted n3.sent')
  const { effects } = await getRun(admin(), { runId })
  expect(effects.map(({ key }) => key)).toEqual([`wf:${runId}:n3:1`, `wf:${runId}:n3:2`])
  // Whether the second one leaves on the same day is for notifications to say; that it was asked for anew is ours.
  expect(new Set(effects.map(({ targetRef }) => targetRef)).size).toBe(2)
})

test('messages of a workflow leave at its pace, whatever comes due at once', async () => {
  const workflowId = await publish({ n1: { ...trigger, next: { next: 'n3' } }, n3: mail('n9'), n9, r }, { perMinute: 2 })
  for (let n = 0; n < 6; n++) await entered(workflowId)
  const sent = async () => (await runs(workflowId)).filter(({ outcome }) => outcome === 'done').length
  expect(await sent()).toBe(1)
  await after(1)
  expect(await sent()).toBe(3)
  await after(2)
  expect(await sent()).toBe(6)
  const [spread] = await world.rows<{ seconds: number }>(
    sql`select extract(epoch from max(handed_at) - min(handed_at))::int as seconds from workflows.effects e join workflows.runs r on r.id = e.run_id where r.workflow_id = ${workflowId}::uuid`,
  )
  expect(spread?.seconds).toBeGreaterThanOrEqual(120)
})

test('runs can be explained, drawn, listed and cancelled; salespeople see those of their leads only', async () => {
  const workflowId = await publish(mailed)
  const { runId, leadId } = await entered(workflowId)
  expect(await explainRun(admin(), { runId })).toMatchObject({
    waitsFor: 'the time until 2026-11-23T04:40:00.000Z',
    steps: [{ handle: 'next' }],
  })
  expect((await renderRun(admin(), { runId })).mermaid).toContain('n1 ==>|next| n2')
  const telecaller = someone('SALES')
  const stranger = harness.ctx(telecaller)
  expect(await refusalOf(getRun(stranger, { runId }))).toBe('workflows.run-not-found')
  expect((await listRuns(stranger, { workflowId })).items).toEqual([])
  await world.rows(sql`update leads.leads set assigned_to = ${telecaller.userId}::uuid where id = ${leadId}::uuid`)
  expect((await listRuns(stranger, { workflowId })).items).toMatchObject([{ id: runId }])
  expect(await getRun(stranger, { runId })).toMatchObject({ id: runId, nodeId: 'n2' })
  const counted = await cancelRuns(admin(), { filter: { workflowId }, reason: 'stop' })
  expect(counted).toMatchObject({ matched: 1, cancelled: 0 })
  expect(await refusalOf(cancelRuns(admin(), { filter: { workflowId, state: 'live' }, reason: 'x', token: counted.token ?? '' }))).toBe(
    'workflows.token-invalid',
  )
  expect(await cancelRuns(admin(), { filter: { workflowId }, reason: 'stop', token: counted.token ?? '' })).toMatchObject({ cancelled: 1 })
  expect(await getRun(admin(), { runId })).toMatchObject({ state: 'finished', outcome: 'cancelled' })
})

const approval = (needed: number) => ({
  n1: { ...trigger, next: { next: 'n2' } },
  n2: {
    type: 'task',
    data: {
      kind: 'approval',
      title: 'A discount?',
      assignee: { role: 'SALES_HEAD' },
      due: { amount: 1, unit: 'days' },
      needed,
      escalations: [{ to: { role: 'FINANCE' }, due: { amount: 2, unit: 'days' } }],
      form: [{ name: 'percent', label: 'Percent', type: 'number', required: true }],
    },
    next: { approved: 'n9', rejected: 'r', 'timed-out': 't' },
  },
  n9,
  r,
  t: { type: 'exit', data: { outcome: 'too late' }, next: {} },
})

test('an approval needs its number of people, each once, never whoever started it, and nobody after the last', async () => {
  const workflowId = await publish(approval(2))
  const { runId } = await entered(workflowId)
  const heads = Array.from({ length: 6 }, () => someone('SALES_HEAD'))
  const [first] = heads
  if (first === undefined) throw new Error('no head')
  const { items } = await listMyTasks(harness.ctx(first), {})
  const task = items.find((one) => one.runId === runId)
  expect(task).toMatchObject({ kind: 'approval', decisionsNeeded: 2, state: 'open' })
  const taskId = task?.id ?? ''
  const approve = (actor: typeof adminActor, form: Record<string, number> = { percent: 10 }) =>
    decideTask(harness.ctx(actor), { taskId, decision: 'approved', form })
  expect(await refusalOf(approve(adminActor))).toBe('workflows.own-request')
  expect(await refusalOf(approve(first, {}))).toBe('workflows.form-invalid')
  expect(await refusalOf(decideTask(harness.ctx(someone('SALES')), { taskId, decision: 'approved', form: { percent: 1 } }))).toBe(
    'workflows.task-not-found',
  )
  await approve(first)
  expect(await refusalOf(approve(first))).toBe('workflows.already-decided')
  const codes = await Promise.all(heads.slice(1).map((head) => refusalOf(approve(head))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  expect(codes.filter((code) => code === 'workflows.task-closed')).toHaveLength(4)
  await settle()
  expect(await path(runId)).toBe('n1.next n2.approved n9.exit')
})

test('a task that nobody does goes to the next person, and behind the last one the run goes on as timed out', async () => {
  const workflowId = await publish(approval(1))
  const { runId } = await entered(workflowId)
  const sweep = () => escalateTasks(harness.ctx(system('test')))
  await after(24 * 60)
  await sweep()
  const finance = harness.ctx(someone('FINANCE'))
  const [task] = (await listMyTasks(finance, {})).items.filter((one) => one.runId === runId)
  expect(task).toMatchObject({ assigneeRole: 'FINANCE', escalationStep: 1 })
  await reassignTask(finance, { taskId: task?.id ?? '', to: { role: 'SALES' }, reason: 'not mine' })
  expect(await refusalOf(reassignTask(finance, { taskId: task?.id ?? '', to: { role: 'SALES' }, reason: 'not mine' }))).toBe(
    'workflows.task-not-found',
  )
  await after(48 * 60)
  await sweep()
  await settle()
  expect(await path(runId)).toBe('n1.next n2.timed-out t.exit')
})

test('a run that ends closes its tasks', async () => {
  const workflowId = await publish(approval(1))
  const { runId } = await entered(workflowId)
  const counted = await cancelRuns(admin(), { filter: { workflowId }, reason: 'stop' })
  await cancelRuns(admin(), { filter: { workflowId }, reason: 'stop', token: counted.token ?? '' })
  expect(await world.rows(sql`select state from workflows.tasks where run_id = ${runId}::uuid`)).toMatchObject([{ state: 'closed' }])
})

test('a tag and a field are set by the steps, in the very transaction that moves the run', async () => {
  await createTag(admin(), { slug: 'engaged', label: 'Engaged' })
  const workflowId = await publish({
    n1: trigger,
    n2: { type: 'tag', data: { tag: 'engaged' }, next: { done: 'n3', refused: 'r' } },
    n3: { type: 'update-field', data: { field: 'lead.city', value: 'Nagpur' }, next: { done: 'n4', refused: 'r' } },
    n4: {
      type: 'branch',
      data: {
        branches: [
          {
            handle: 'both',
            when: {
              all: [
                { field: 'lead.tags', op: 'contains', value: 'engaged' },
                { field: 'lead.city', op: 'eq', value: 'nagpur' },
              ],
            },
          },
        ],
      },
      next: { both: 'n9', else: 'r' },
    },
    n9,
    r,
  })
  const { runId } = await entered(workflowId)
  expect(await path(runId)).toBe('n1.next n2.done n3.done n4.both n9.exit')
})

test('a message that would leave too late is not sent', async () => {
  const workflowId = await publish({ ...mailed, n3: mail('n9', { maxLateHours: 2 }) })
  const { runId, email } = await entered(workflowId)
  await after(10 + 121)
  expect(await path(runId)).toBe('n1.next n2.next n3.refused r.exit')
  expect(world.mail.mailsTo(email)).toHaveLength(0)
})

test('live runs follow a merge to the survivor; where the survivor is in already, the absorbed run ends', async () => {
  const workflowId = await publish(mailed)
  const other = await publish(mailed)
  const [a, b] = [await entered(workflowId), await entered(workflowId)]
  const { runId } = await enrol(admin(), { workflowId: other, subjectId: b.leadId })
  await mergeLeads(admin(), { survivorId: a.leadId, absorbedId: b.leadId, reason: 'the same person' })
  await settle()
  expect(await getRun(admin(), { runId: b.runId })).toMatchObject({ state: 'finished', outcome: 'subject-merged' })
  expect(await getRun(admin(), { runId })).toMatchObject({ state: 'live', subjectId: a.leadId })
})

test('what somebody walked before being merged, the one who is left has walked: nobody enters twice by it', async () => {
  const workflowId = await publish({ ...mailed, n2: { type: 'wait-until', data: { at: '2026-01-01' }, next: { next: 'n3' } } })
  const [a, b] = [await lead(), await lead()]
  await enrol(admin(), { workflowId, subjectId: b.leadId })
  await settle()
  expect(world.mail.mailsTo(b.email)).toHaveLength(1)
  await mergeLeads(admin(), { survivorId: a.leadId, absorbedId: b.leadId, reason: 'the same person' })
  await settle()
  expect(await refusalOf(enrol(admin(), { workflowId, subjectId: a.leadId }))).toBe('workflows.cooling-down')
  const { checks } = await explainAbsence(admin(), { workflowId, subjectId: a.leadId })
  expect(checks.find(({ holds }) => !holds)?.code).toBe('workflows.cooling-down')
})

test('after all of it the counts add up and no invariant is broken', async () => {
  await rollStats(harness.ctx(system('test')))
  const [sums] = await world.rows<{ left: number; steps: number }>(
    sql`select (select sum(left_count)::int from workflows.node_stats) as left, (select count(*)::int from workflows.steps) as steps`,
  )
  expect(sums?.left).toBe(sums?.steps ?? -1)
  for (const atOnce of [1, 7, 2_000]) expect(await checkInvariants(harness.ctx(system(newId())), atOnce)).toBe(0)
})
