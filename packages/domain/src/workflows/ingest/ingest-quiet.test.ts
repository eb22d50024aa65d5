import { tagged } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { inTx, newId, type Heard } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { eventCatalogue } from '../catalogue/events.ts'
import { enter } from '../entry/enter.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { ingestQuiet } from './ingest-quiet.ts'

const { harness, ctx, publish, lead, settle, rows } = useWorkflows()
const found = eventCatalogue.get(tagged.name)
if (found === undefined) throw new Error('the catalogue knows tags')
const entry = found
const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }
const waits = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: {
    type: 'wait-event',
    data: { event: 'leads.tagged', timeout: { amount: 9, unit: 'days' } },
    next: { received: 'end', 'timed-out': 'end' },
  },
  end: exit,
}

const heardOf = (leadId: string, actor = 'system:test', occurredAt = harness.clock.now()): Heard => ({
  data: { leadId, tag: 'engaged' },
  envelope: { eventId: newId(), occurredAt, actor },
})
const come = (...heard: readonly Heard[]) => inTx(ctx(), (t) => ingestQuiet(t, entry, heard))
const logged = async (heard: Heard) =>
  (await rows<{ n: number }>(sql`select count(*)::int as n from workflows.event_log where event_id = ${heard.envelope.eventId}::uuid`))[0]
    ?.n

test('an event that comes while somebody begins to wait for it is not taken for a quiet one', async () => {
  const { leadId } = await lead()
  await settle()
  const workflowId = await publish(waits, { reEntry: 'always' })
  const [entered, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const entering = inTx(ctx(), async (t) => {
    await enter(t, { workflowId, source: 'demand', entrants: [{ subjectId: leadId, entryKey: leadId, sourceRef: newId() }] })
    entered.resolve()
    await mayCommit.promise
  })
  await entered.promise
  let isOver = false
  const coming = come(heardOf(leadId)).finally(() => {
    isOver = true
  })
  const isWaiting = async () => (await rows(sql`select 1 from pg_locks where locktype = 'advisory' and not granted`)).length > 0
  while (!isOver && !(await isWaiting())) await rows(sql`select 1`)
  mayCommit.resolve()
  await entering
  expect(await coming).toBe(false)
})

test('runs that are over and that nobody waits for are logged together, with who caused it; a child of another run is not', async () => {
  const workflowId = await publish({
    n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'end' } },
    end: exit,
  })
  const people = [await lead(), await lead()]
  await settle()
  await inTx(ctx(), (t) =>
    enter(t, {
      workflowId,
      source: 'demand',
      entrants: people.map(({ leadId }) => ({ subjectId: leadId, entryKey: leadId, sourceRef: null })),
    }),
  )
  await settle()
  const ended = (
    await rows<{ id: string; subject_id: string }>(
      sql`select id, subject_id from workflows.runs where workflow_id = ${workflowId}::uuid order by id`,
    )
  ).map(({ id: runId, subject_id: subjectId }): Heard => {
    const instants = { startedAt: harness.clock.now().toISOString(), finishedAt: harness.clock.now().toISOString() }
    const data = { runId, workflowId, subjectType: 'lead', subjectId, version: 1, outcome: 'done', depth: 0, ...instants }
    return { data, envelope: { eventId: newId(), occurredAt: harness.clock.now(), actor: 'system:workflows.stepper' } }
  })
  const finished = eventCatalogue.get('workflows.enrolment-finished')
  if (finished === undefined) throw new Error('the catalogue knows ends')
  const heard = (...some: readonly Heard[]) => inTx(ctx(), (t) => ingestQuiet(t, finished, some))
  expect(await heard(...ended)).toBe(true)
  const ids = JSON.stringify(ended.map(({ envelope }) => envelope.eventId))
  expect(
    await rows(
      sql`select distinct causation, caused_by from workflows.event_log where event_id::text in (select jsonb_array_elements_text(${ids}::text::jsonb))`,
    ),
  ).toEqual([{ causation: 1, caused_by: workflowId }])
  const [one] = ended
  const child = { ...Object(one?.data), origin: { runId: newId(), nodeId: 's', epoch: 1 } }
  expect(await heard(...(one === undefined ? [] : [{ ...one, data: child }]))).toBe(false)
})

// The last one: from here on a workflow starts by the event.
test('events that move nobody are logged together; one that somebody waits for, or that may start or follow a run, is left to be handled by itself', async () => {
  const [one, other, waiter] = [await lead(), await lead(), await lead()]
  await settle()
  const quiet = [heardOf(one.leadId), heardOf(other.leadId), heardOf(one.leadId)]
  expect(await come(...quiet)).toBe(true)
  expect(await Promise.all(quiet.map(logged))).toEqual([1, 1, 1])
  expect(await come(heardOf(one.leadId), heardOf(other.leadId, `workflow:${newId()}`))).toBe(false)
  expect(await come(heardOf(one.leadId, 'system:test', new Date(harness.clock.now().getTime() - 4_000 * 86_400_000)))).toBe(false)

  const workflowId = await publish(waits, { reEntry: 'always' })
  const entrant = { subjectId: waiter.leadId, entryKey: waiter.leadId, sourceRef: newId() }
  await inTx(ctx(), (t) => enter(t, { workflowId, source: 'demand', entrants: [entrant] }))
  expect(await come(heardOf(one.leadId), heardOf(waiter.leadId))).toBe(false)
  expect(await come(heardOf(one.leadId), heardOf(other.leadId))).toBe(true)

  await publish(
    { n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: 'leads.tagged' }] }, next: { next: 'end' } }, end: exit },
    { reEntry: 'always' },
  )
  expect(await come(heardOf(one.leadId))).toBe(false)
})
