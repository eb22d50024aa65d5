import { tagged } from '@mas/contracts/leads'
import { limits } from '@mas/contracts/workflows'
import { sql } from '@mas/db'
import { inTx, newId } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { eventCatalogue } from '../catalogue/events.ts'
import { enter } from '../entry/enter.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { ingestEvent } from './ingest-event.ts'

const { harness, ctx, publish, lead, settle, runs, rows } = useWorkflows()
const waits = {
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: {
    type: 'wait-event',
    data: { event: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'never' }, timeout: { amount: 9, unit: 'days' } },
    next: { received: 'end', 'timed-out': 'end' },
  },
  end: { type: 'exit', data: { outcome: 'done' }, next: {} },
}

test('an event that no workflow will see is counted by its reason, and changes nothing', async () => {
  const entry = eventCatalogue.get(tagged.name)
  if (entry === undefined) throw new Error('the catalogue knows tags')
  const workflowId = await publish(waits, { reEntry: 'always' })
  const { leadId } = await lead()
  await settle()
  await inTx(ctx(), (t) =>
    enter(t, { workflowId, source: 'demand', entrants: [{ subjectId: leadId, entryKey: leadId, sourceRef: newId() }] }),
  )
  await settle()
  const [run] = await runs(workflowId)
  await rows(sql`update workflows.runs set causation = ${limits.causation}::smallint where id = ${run?.id ?? null}::uuid`)
  const counted = new Map<string, number>()
  const base = ctx()
  const infra = { ...base.infra, countDropped: (reason: string, n = 1) => void counted.set(reason, (counted.get(reason) ?? 0) + n) }
  const come = (occurredAt: Date, actor = 'system:test') =>
    inTx({ ...base, infra }, (t) => ingestEvent(t, entry, { leadId, tag: 'other' }, { eventId: newId(), occurredAt, actor }))
  const now = harness.clock.now()
  await come(new Date(now.getTime() - 400 * 86_400_000))
  await come(now, `workflow:${run?.id}`)
  await rows(
    sql`insert into workflows.mailbox (run_id, event_id, name, occurred_at, data)
        select ${run?.id ?? null}::uuid, gen_random_uuid(), 'leads.tagged', ${now.toISOString()}::timestamptz, '{}' from generate_series(2, ${limits.mailbox})`,
  )
  await come(now)
  await come(now)
  expect(Object.fromEntries(counted)).toEqual({ 'too-old': 1, 'too-deep': 1, 'mailbox-full': 2 })
  const [mail] = await rows<{ n: number }>(sql`select count(*)::int as n from workflows.mailbox where run_id = ${run?.id ?? null}::uuid`)
  expect(mail?.n).toBe(limits.mailbox)
})
