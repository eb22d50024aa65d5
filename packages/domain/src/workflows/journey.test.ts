import { contactAttempted, tagged } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { emit, inTx, newId } from '@mas/kernel'
import { someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createTag } from '../leads/index.ts'
import { eventCatalogue } from './catalogue/events.ts'
import { useWorkflows } from './fixtures/world.ts'
import { ingestEvent } from './ingest/ingest-event.ts'
import { driveDue } from './runtime/drive.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, ctx, publish, lead, settle, after, path, runs } = world
beforeEach(async () => {
  harness.clock.set('2026-11-23T04:30:00.000Z')
  // A lead enters every active journey: those of the test before would mail the people of this one.
  await world.rows(sql`update workflows.workflows set status = 'archived', active_version = null where status = 'active'`)
})

const nurture = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: 'leads.lead-created' }] }, next: { next: 'n2' } },
  n2: { type: 'wait-duration', data: { amount: 10, unit: 'minutes' }, next: { next: 'n3' } },
  n3: {
    type: 'send-email',
    data: {
      template: 'lead-nurture',
      variables: { fullName: { field: 'lead.fullName' }, courseName: 'Data Analytics', link: 'https://mas.example/c' },
      consentClass: 'service',
    },
    next: { sent: 'n4', refused: 'n9' },
  },
  n4: {
    type: 'wait-event',
    data: { event: 'leads.tagged', timeout: { amount: 2, unit: 'days' } },
    next: { received: 'n5', 'timed-out': 'n9' },
  },
  n5: {
    type: 'branch',
    data: { branches: [{ handle: 'hot', when: { field: 'event.channel', op: 'exists', value: true } }] },
    next: { hot: 'n9', else: 'n9' },
  },
  n9: { type: 'exit', data: { outcome: 'done' }, next: {} },
  goal: { type: 'goal', data: { event: 'leads.contact-attempted' }, next: {} },
} as const

test('a lead that comes in is mailed ten minutes later, and what it does afterwards moves it on', async () => {
  const workflowId = await publish(nurture)
  const { leadId, email } = await lead()
  await settle()
  expect(await runs(workflowId)).toMatchObject([{ subject_id: leadId, state: 'live', node_id: 'n2', wait_kind: 'duration' }])
  await after(9)
  expect(world.mail.mailsTo(email)).toHaveLength(0)
  await after(1)
  expect(world.mail.mailsTo(email)).toHaveLength(1)
  expect(await runs(workflowId)).toMatchObject([{ node_id: 'n4', wait_kind: 'event' }])
  await inTx(ctx(), (t) => emit(t, tagged, { leadId, tag: 'engaged' }))
  await settle()
  const [run] = await runs(workflowId)
  expect(run).toMatchObject({ state: 'finished', outcome: 'done' })
  expect(await path(run?.id ?? '')).toBe('n1.next n2.next n3.sent n4.received n5.hot n9.exit')
})

test('a blank field is no value: somebody without a name is mailed by a template that does not need one', async () => {
  const workflowId = await publish(nurture)
  const { leadId, email } = await lead()
  await world.rows(sql`update leads.leads set full_name = '' where id = ${leadId}::uuid`)
  await settle()
  await after(10)
  expect(world.mail.mailsTo(email)).toHaveLength(1)
  expect(await runs(workflowId)).toMatchObject([{ node_id: 'n4' }])
})

test('a goal reached while waiting ends the run before the next send', async () => {
  const workflowId = await publish(nurture)
  const { leadId, email } = await lead()
  await settle()
  await after(5)
  await inTx(ctx(), (t) =>
    emit(t, contactAttempted, { leadId, channel: 'call', by: 'test', at: harness.clock.now().toISOString(), first: true }),
  )
  await settle()
  await after(60)
  const [run] = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
  expect(run).toMatchObject({ state: 'finished', outcome: 'goal' })
  expect(await path(run?.id ?? '')).toBe('n1.next n2.interrupted goal.goal')
  expect(world.mail.mailsTo(email)).toHaveLength(0)
})

test('a goal and a send that meet are in order: never a mail behind the goal, never a goal that a mail slipped past', async () => {
  const workflowId = await publish({ ...nurture, n2: { ...nurture.n2, data: { amount: 10, unit: 'hours' } } })
  const people = await Promise.all(Array.from({ length: 12 }, () => lead()))
  await settle()
  harness.clock.advance(10 * 3_600_000)
  const at = harness.clock.now().toISOString()
  const entry = eventCatalogue.get(contactAttempted.name)
  if (entry === undefined) throw new Error('not in the catalogue')
  await Promise.all([
    driveDue(ctx()),
    ...people.map(({ leadId }) =>
      inTx(ctx(), (t) =>
        ingestEvent(
          t,
          entry,
          { leadId, channel: 'call', by: 'test', at, first: true },
          { eventId: newId(), occurredAt: t.clock.now(), actor: 'system:test' },
        ),
      ),
    ),
    driveDue(ctx()),
  ])
  await settle()
  for (const { leadId, email } of people) {
    const [run] = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
    expect(run).toMatchObject({ outcome: 'goal' })
    const way = await path(run?.id ?? '')
    expect([
      'n1.next n2.interrupted goal.goal',
      'n1.next n2.next n3.interrupted goal.goal',
      'n1.next n2.next n3.sent n4.interrupted goal.goal',
    ]).toContain(way)
    expect(world.mail.mailsTo(email).length).toBe(way.includes('n3.sent') ? 1 : 0)
  }
})

test('what a workflow causes never starts it again, and may start others only so many times in a row', async () => {
  await createTag(harness.ctx(someone('ADMIN')), { slug: 'looped', label: 'Looped' })
  const tagging = (name: string, start: string) => ({
    n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: start }] }, next: { next: 'n2' } },
    n2: { type: 'tag', data: { tag: 'looped', on: true }, next: { done: 'n3', refused: 'n3' } },
    n3: { type: 'exit', data: { outcome: name }, next: {} },
  })
  const own = await publish(tagging('own', 'leads.tagged'), { reEntry: 'always' })
  const { leadId } = await lead()
  await settle()
  const of = async (workflowId: string) => (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId).length
  await inTx(ctx(), (t) => emit(t, tagged, { leadId, tag: 'other' }))
  await settle()
  // Its own tag was put on, which is an event of the very kind that starts it.
  expect(await of(own)).toBe(1)
  const [ping, pong] = [
    await publish(tagging('ping', 'workflows.enrolment-finished'), { reEntry: 'always' }),
    await publish(tagging('pong', 'workflows.enrolment-finished'), { reEntry: 'always' }),
  ]
  await inTx(ctx(), (t) => emit(t, tagged, { leadId, tag: 'third' }))
  await settle()
  const started = (await of(ping)) + (await of(pong))
  // Two that set each other off: each end starts the other, until the chain is ten long.
  expect(started).toBeGreaterThan(8)
  expect(started).toBeLessThanOrEqual(22)
  await settle()
  expect((await of(ping)) + (await of(pong))).toBe(started)
})
