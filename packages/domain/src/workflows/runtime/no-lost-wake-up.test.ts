import { reEnquired, tagged } from '@mas/contracts/leads'
import { inTx, newId } from '@mas/kernel'
import { beforeEach, expect, test } from 'bun:test'
import fc from 'fast-check'
import { eventCatalogue } from '../catalogue/events.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { ingestEvent } from '../ingest/ingest-event.ts'
import { ingestQuiet } from '../ingest/ingest-quiet.ts'
import { driveDue } from './drive.ts'

const world = useWorkflows()
const { harness, ctx, publish, lead, runs, path } = world
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const waiting = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'event', name: 'leads.re-enquired' }] }, next: { next: 'n2' } },
  n2: {
    type: 'branch',
    data: { branches: [{ handle: 'yes', when: { field: 'run.source', op: 'eq', value: 'event' } }] },
    next: { yes: 'n3', else: 'n9' },
  },
  n3: {
    type: 'wait-event',
    data: { event: 'leads.tagged', timeout: { amount: 2, unit: 'days' } },
    next: { received: 'n9', 'timed-out': 'n9' },
  },
  n9: { type: 'exit', data: { outcome: 'done' }, next: {} },
}

function ingest(name: string, data: unknown, eventId = newId()) {
  const entry = eventCatalogue.get(name)
  if (entry === undefined) throw new Error(`${name} is not in the catalogue`)
  return inTx(ctx(), (t) => ingestEvent(t, entry, data, { eventId, occurredAt: t.clock.now(), actor: 'system:test' }))
}
/** As events come in from a queue that holds several: together where they move nobody, else each by itself. */
async function ingestAll(name: string, all: readonly unknown[]) {
  const entry = eventCatalogue.get(name)
  if (entry === undefined) throw new Error(`${name} is not in the catalogue`)
  const heard = all.map((data) => ({ data, envelope: { eventId: newId(), occurredAt: harness.clock.now(), actor: 'system:test' } }))
  const notQuiet = new Error('taken back')
  try {
    await inTx(ctx(), async (t) => {
      if (!(await ingestQuiet(t, entry, heard))) throw notQuiet
    })
  } catch (thrown) {
    if (thrown !== notQuiet) throw thrown
    for (const { data, envelope } of heard) await ingest(name, data, envelope.eventId)
  }
}
/** Lets other connections go first, a number of turns that the property chooses. */
async function turns(n: number) {
  for (let turn = 0; turn < n; turn++) await new Promise((resume) => setImmediate(resume))
}

test('an event is never slept through, however enrolment, ingest and steps of three connections interleave', async () => {
  const workflowId = await publish(waiting, { reEntry: 'always' })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 40 }), { minLength: 5, maxLength: 5 }), async ([a = 0, b = 0, c = 0, d = 0, e = 0]) => {
      const { leadId } = await lead()
      const tag = { leadId, tag: 'engaged' }
      const started = { leadId, intakeId: newId(), channel: 'form', productCode: 'general', reopened: false }
      await Promise.all([
        turns(a).then(() => ingest(reEnquired.name, started)),
        turns(b).then(() => (b % 2 === 0 ? ingest(tagged.name, tag) : ingestAll(tagged.name, [tag, { ...tag, tag: 'other' }]))),
        turns(c).then(() => driveDue(ctx())),
        turns(d).then(() => driveDue(ctx())),
        turns(e).then(() => driveDue(ctx())),
      ])
      await driveDue(ctx())
      const [run] = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
      // The tag happened at the very instant of the trigger, so it counts whichever of the two was ingested first.
      expect(run).toMatchObject({ state: 'finished', outcome: 'done' })
      expect(await path(run?.id ?? '')).toBe('n1.next n2.yes n3.received n9.exit')
    }),
    { numRuns: 40 },
  )
}, 180_000)

test('an event delivered many times at once is one mail, and a wait takes it once', async () => {
  const workflowId = await publish(waiting, { reEntry: 'always' })
  const { leadId } = await lead()
  await ingest(reEnquired.name, { leadId, intakeId: newId(), channel: 'form', productCode: 'general', reopened: false })
  const eventId = newId()
  await Promise.all([
    ...Array.from({ length: 6 }, () => ingest(tagged.name, { leadId, tag: 'engaged' }, eventId)),
    driveDue(ctx()),
    driveDue(ctx()),
  ])
  await driveDue(ctx())
  const [run] = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
  expect(await path(run?.id ?? '')).toBe('n1.next n2.yes n3.received n9.exit')
})
