import { leadCreated } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { inTx, newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { eventCatalogue } from '../catalogue/events.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { ingestEvent } from '../ingest/ingest-event.ts'
import { cancelRun, enrol, enrolMany, explainAbsence } from '../running/index.ts'
import { enter } from './enter.ts'

// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows()
const { harness, ctx, publish, lead, settle, runs } = world
const admin = () => harness.ctx(someone('ADMIN'))
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }
const at = (to: string) => ({ type: 'wait-until', data: { at: to }, next: { next: 'n9' } })
const started = (triggers: object[], wait = '2027-06-01') => ({
  n1: { type: 'trigger', data: { triggers }, next: { next: 'n2' } },
  n2: at(wait),
  n9: exit,
})
const onDemand = [{ kind: 'on-demand' }]
const occurred = (leadId: string) => ({ leadId, channel: 'form' as const, productCode: 'general', sessionYear: 2026 })

test('many parallel enrolments of one person, by hand, by event, in bulk and in chunks, are one run and coded refusals', async () => {
  const { leadId } = await lead()
  const workflowId = await publish(started([...onDemand, { kind: 'event', name: 'leads.re-enquired' }]))
  const entry = eventCatalogue.get('leads.re-enquired')
  const codes = await Promise.all([
    ...Array.from({ length: 8 }, () => refusalOf(enrol(admin(), { workflowId, subjectId: leadId }))),
    ...Array.from({ length: 4 }, async () => {
      const { enrolled, refused } = await enrolMany(admin(), { workflowId, subjectIds: [leadId], requestId: newId() })
      return enrolled === 1 ? 'nothing was refused' : (Object.keys(refused)[0] ?? '')
    }),
    ...Array.from({ length: 4 }, async () => {
      if (entry === undefined) throw new Error('not in the catalogue')
      const data = { leadId, intakeId: newId(), channel: 'form', productCode: 'general', reopened: false }
      await inTx(ctx(), (t) => ingestEvent(t, entry, data, { eventId: newId(), occurredAt: t.clock.now(), actor: 'system:test' }))
      return 'ingested'
    }),
  ])
  expect(await runs(workflowId)).toHaveLength(1)
  expect(codes.filter((code) => code === 'nothing was refused').length).toBeLessThanOrEqual(1)
  for (const code of codes) expect(['nothing was refused', 'workflows.already-live', 'ingested']).toContain(code)
})

test('the same event twice never enrols twice, even after the run is over and with re-entry always', async () => {
  const workflowId = await publish(started([{ kind: 'event', name: 'leads.lead-created' }], '2026-11-01'), { reEntry: 'always' })
  const { leadId } = await lead()
  await settle()
  const entry = eventCatalogue.get(leadCreated.name)
  if (entry === undefined) throw new Error('not in the catalogue')
  const envelope = { eventId: newId(), occurredAt: harness.clock.now(), actor: 'system:test' }
  for (let time = 0; time < 3; time++) {
    await inTx(ctx(), (t) => ingestEvent(t, entry, occurred(leadId), envelope))
    await settle()
  }
  const own = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
  expect(own.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
})

test('re-entry follows its rule: never, after the cool-down counted from the finish, or as soon as nothing is live', async () => {
  const { leadId } = await lead()
  for (const [reEntry, codes] of [
    ['never', ['workflows.cooling-down', 'workflows.cooling-down']],
    ['after-exit', ['workflows.cooling-down', 'nothing was refused']],
    ['always', ['nothing was refused', 'workflows.already-live']],
  ] as const) {
    harness.clock.set('2026-11-23T04:30:00.000Z')
    const workflowId = await publish(started(onDemand), { reEntry, cooldownDays: 2 })
    const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
    await cancelRun(admin(), { runId, reason: 'test' })
    harness.clock.set('2026-11-25T04:29:59.000Z')
    expect(await refusalOf(enrol(admin(), { workflowId, subjectId: leadId }))).toBe(codes[0])
    const { wouldEnter, checks } = await explainAbsence(admin(), { workflowId, subjectId: leadId })
    expect(wouldEnter).toBe(false)
    if (reEntry === 'after-exit')
      expect(checks.find(({ holds }) => !holds)).toMatchObject({ rule: 're-entry', details: { until: '2026-11-25T04:30:00.000Z' } })
    harness.clock.set('2026-11-25T04:30:00.000Z')
    expect(await refusalOf(enrol(admin(), { workflowId, subjectId: leadId }))).toBe(codes[1])
  }
})

test('a person is live in at most one workflow of a group: the newer is refused, or the older superseded in the same transaction', async () => {
  const { leadId } = await lead()
  const first = await publish(started(onDemand), { mutexGroup: 'g' })
  const second = await publish(started(onDemand), { mutexGroup: 'g' })
  const third = await publish(started(onDemand), { mutexGroup: 'g', onConflict: 'replace' })
  await enrol(admin(), { workflowId: first, subjectId: leadId })
  expect(await refusalOf(enrol(admin(), { workflowId: second, subjectId: leadId }))).toBe('workflows.mutex-busy')
  await enrol(admin(), { workflowId: third, subjectId: leadId })
  expect(await runs(first)).toMatchObject([{ state: 'finished', outcome: 'superseded' }])
  expect(await runs(third)).toMatchObject([{ state: 'live' }])
})

test('parallel entries into different workflows of a group leave exactly one live run', async () => {
  const { leadId } = await lead()
  const ids = await Promise.all(Array.from({ length: 6 }, () => publish(started(onDemand), { mutexGroup: 'race', onConflict: 'replace' })))
  await Promise.all(ids.map((workflowId) => refusalOf(enrol(admin(), { workflowId, subjectId: leadId }))))
  const live = await world.rows(
    sql`select 1 from workflows.runs where mutex_group = 'race' and subject_id = ${leadId}::uuid and state <> 'finished'`,
  )
  expect(live).toHaveLength(1)
})

test('no more than the cap are live, however many enter at once', async () => {
  const workflowId = await publish(started(onDemand), { maxLive: 3 })
  const people = await Promise.all(Array.from({ length: 8 }, () => lead()))
  const codes = await Promise.all(people.map(({ leadId }) => refusalOf(enrol(admin(), { workflowId, subjectId: leadId }))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(3)
  expect(codes.filter((code) => code === 'workflows.cap-reached')).toHaveLength(5)
})

test('a sales head enrols nobody outside the pool, and nobody learns of people that do not exist', async () => {
  const workflowId = await publish(started(onDemand))
  const { leadId } = await lead()
  const head = harness.ctx(someone('SALES_HEAD'))
  expect(await refusalOf(enrol(head, { workflowId, subjectId: leadId }))).toBe('workflows.subject-unknown')
  expect(await refusalOf(enrol(admin(), { workflowId, subjectId: newId() }))).toBe('workflows.subject-unknown')
  expect(await enrolMany(head, { workflowId, subjectIds: [leadId, newId()], requestId: newId(), dryRun: true })).toEqual({
    enrolled: 0,
    refused: { 'workflows.subject-unknown': 2 },
  })
})

test('a request repeated starts nobody again, and a dry run starts nobody', async () => {
  const workflowId = await publish(started(onDemand, '2026-11-01'), { reEntry: 'always' })
  const ids = (await Promise.all(Array.from({ length: 5 }, () => lead()))).map(({ leadId }) => leadId)
  const requestId = newId()
  expect(await enrolMany(admin(), { workflowId, subjectIds: ids, requestId, dryRun: true })).toEqual({ enrolled: 5, refused: {} })
  expect(await enrolMany(admin(), { workflowId, subjectIds: ids, requestId })).toEqual({ enrolled: 5, refused: {} })
  await settle()
  expect(await enrolMany(admin(), { workflowId, subjectIds: ids, requestId })).toEqual({
    enrolled: 0,
    refused: { 'workflows.already-live': 5 },
  })
  expect(await runs(workflowId)).toHaveLength(5)
})

test('whoever writes past the rules meets the indexes: two live runs of one entry key cannot be stored', async () => {
  const workflowId = await publish(started(onDemand))
  const { leadId } = await lead()
  await inTx(ctx(), (t) => enter(t, { workflowId, source: 'demand', entrants: [{ subjectId: leadId, entryKey: leadId, sourceRef: null }] }))
  const again = world.rows(
    sql`insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, arm_trace, started_at)
        select ${newId()}::uuid, workflow_id, version_n, subject_type, subject_id, entry_key, source, '{}', started_at from workflows.runs where workflow_id = ${workflowId}::uuid`,
  )
  expect(await refusalOf(again)).toBe('workflows.already-live')
})
