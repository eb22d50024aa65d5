import { contactAttempted, leadCreated } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { inTx, newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { eventCatalogue } from '../catalogue/events.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { ingestEvent } from '../ingest/ingest-event.ts'
import { getBacktest, startBacktest } from './index.ts'

const world = useWorkflows()
const { harness, ctx, publish, republish, settle } = world
const admin = () => harness.ctx(someone('ADMIN'))

/** Something that happened at an instant, to somebody we need not know. */
function happened(name: string, data: object, at: string) {
  const entry = eventCatalogue.get(name)
  if (entry === undefined) throw new Error(`${name} is not in the catalogue`)
  return inTx(ctx(), (t) => ingestEvent(t, entry, data, { eventId: newId(), occurredAt: new Date(at), actor: 'system:test' }))
}
const came = (leadId: string, at: string) =>
  happened(leadCreated.name, { leadId, channel: 'form', productCode: 'general', sessionYear: 2026 }, at)
const spoken = (leadId: string, at: string) => happened(contactAttempted.name, { leadId, channel: 'call', by: 'test', at, first: true }, at)

const journey = (minutes: number) => ({
  n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: 'leads.lead-created' }] }, next: { next: 'n2' } },
  n2: { type: 'wait-duration', data: { amount: minutes, unit: 'minutes' }, next: { next: 'n3' } },
  n3: { type: 'send-email', data: { template: 'lead-nurture' }, next: { sent: 'n4', refused: 'n4' } },
  n4: { type: 'wait-duration', data: { amount: 5, unit: 'days' }, next: { next: 'n9' } },
  n9: { type: 'exit', data: { outcome: 'done' }, next: {} },
  goal: { type: 'goal', data: { event: 'leads.contact-attempted' }, next: {} },
})
const rowsOf = async () => {
  const counts: Record<string, unknown> = {}
  for (const table of ['runs', 'cursors', 'steps', 'effects', 'mailbox', 'event_log', 'tasks', 'stat_deltas', 'pace'])
    counts[table] = (await world.rows(sql`select count(*)::int as n from ${sql.raw(`workflows.${table}`)}`))[0]?.['n']
  return counts
}

test('a back-test tells from real events who would have entered, been mailed and reached the goal, changes nothing, and repeats itself', async () => {
  const [a, b, c] = [newId(), newId(), newId()]
  await came(a, '2026-11-02T05:00:00.000Z')
  await came(b, '2026-11-02T06:00:00.000Z')
  await spoken(b, '2026-11-02T06:30:00.000Z')
  await came(c, '2026-11-03T05:00:00.000Z')
  await spoken(c, '2026-11-03T09:00:00.000Z')
  await came(a, '2026-11-10T05:00:00.000Z')
  const workflowId = await publish(journey(60))
  await republish(workflowId, journey(10))
  const range = { workflowId, n: 1, from: '2026-11-01T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z' }
  const before = await rowsOf()
  const started = await startBacktest(admin(), range)
  const again = await startBacktest(admin(), range)
  await settle()
  const { report, reportHash, state } = await getBacktest(admin(), { backtestId: started.id })
  expect(state).toBe('done')
  expect(report).toMatchObject({
    events: 4,
    enrolments: 3,
    refused: { 'workflows.cooling-down': 1 },
    outcomes: { done: 1, goal: 2 },
    days: [
      { day: '2026-11-02', enrolments: 2, sends: { 'send-email': 1 }, goals: 1 },
      { day: '2026-11-03', enrolments: 1, sends: { 'send-email': 1 }, goals: 1 },
    ],
    goalHours: { median: 4, p90: 4 },
    // Ten minutes instead of sixty: the second person would have been mailed before they were spoken to.
    differs: { people: 1, sample: [b] },
  })
  expect((await getBacktest(admin(), { backtestId: again.id })).reportHash).toBe(reportHash)
  expect(await rowsOf()).toEqual(before)
})

test('a range without history, an inverted or a longer one is refused', async () => {
  const workflowId = await publish(journey(60))
  const ask = (from: string, to: string) => refusalOf(startBacktest(admin(), { workflowId, n: 1, from, to }))
  expect(await ask('2026-11-20T00:00:00.000Z', '2026-11-01T00:00:00.000Z')).toBe('workflows.range-too-long')
  expect(await ask('2026-08-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z')).toBe('workflows.range-too-long')
  expect(await ask('2025-11-01T00:00:00.000Z', '2025-11-20T00:00:00.000Z')).toBe('workflows.no-history')
})
