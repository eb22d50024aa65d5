import { sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from './fixtures/desk.ts'
import {
  addNote,
  captureLead,
  checkContact,
  countLeads,
  eraseLead,
  getFacts,
  getLead,
  issuePermits,
  listLeads,
  mergeLeads,
  scheduleFollowUp,
  undoMerge,
  withdrawConsent,
} from './index.ts'

const { harness, admin, captured, found, inSystem } = useDesk()
const secret = 'Xanthippe'
const number = '9811122233'

/** Every row of the domain that holds one of these words. */
async function traces(): Promise<string[]> {
  const tables = await found<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'leads' order by 1`,
  )
  const hits: string[] = []
  for (const { name } of tables) {
    const [row] = await found<{ n: number }>(
      sql`select count(*)::int as n from ${sql.raw(`leads.${name}`)} x where to_jsonb(x)::text ilike ${`%${secret}%`} or to_jsonb(x)::text like ${`%${number}%`} or to_jsonb(x)::text like '%x@hidden.in%'`,
    )
    if ((row?.n ?? 0) > 0) hits.push(name)
  }
  return hits
}

test('nothing of a person is left in any table, and a "do not call" still holds when the number comes back', async () => {
  const leadId = await captured(admin, { fullName: secret, phones: [number], emails: ['x@hidden.in'], city: secret, note: `met ${secret}` })
  await addNote(harness.ctx(admin), { leadId, text: `${secret} has a brother` })
  await scheduleFollowUp(harness.ctx(admin), { leadId, dueAt: '2026-11-27T06:30:00Z', note: `ask ${secret}` })
  await withdrawConsent(harness.ctx(admin), { value: `+91${number}`, channel: 'call', purpose: 'promotional', evidence: { said: secret } })
  const absorbedId = await captured(admin, { fullName: `${secret} Two`, phones: ['9811122244'], note: secret })
  const merged = await mergeLeads(harness.ctx(admin), { survivorId: leadId, absorbedId, reason: `${secret} is one` })
  await inSystem((t) =>
    issuePermits(t, [
      { value: '+919811122244', channel: 'call', purpose: 'promotional' },
      { value: 'x@hidden.in', channel: 'email', purpose: 'service', leadId },
    ]),
  )
  await found(
    sql`insert into leads.scrub_requests (value_hash, value, asked_at) values (leads.value_hash(${`+91${number}`}), ${`+91${number}`}, now())`,
  )
  expect((await traces()).length).toBeGreaterThan(7)
  expect(await inSystem((t) => eraseLead(t, absorbedId))).toBe(true)
  expect(await traces()).toEqual([])
  expect(await inSystem((t) => eraseLead(t, leadId))).toBe(false)
  expect(await refusalOf(getLead(harness.ctx(admin), { leadId }))).toBe('leads.not-found')
  expect((await getFacts(harness.ctx(admin), [leadId, absorbedId])).size).toBe(0)
  expect(await refusalOf(undoMerge(harness.ctx(admin), { mergeId: merged.mergeId, reason: 'mistake' }))).toBe('leads.merge-superseded')

  const again = await captureLead(harness.ctx(admin), { fullName: 'New', phones: [number], requestId: newId() })
  expect([again.outcome, again.leadId === leadId]).toEqual(['created', false])
  const asked = { value: `+91${number}`, channel: 'call', purpose: 'promotional' } as const
  expect((await checkContact(harness.ctx(admin), asked)).code).toBe('leads.consent-withdrawn')
})

test('the erased lead leaves lists and counts, and its changes are told once', async () => {
  const leadId = await captured(admin, { city: 'Erased-City' })
  const before = (await countLeads(harness.ctx(admin), {})).total
  const results = await Promise.all(Array.from({ length: 8 }, () => inSystem((t) => eraseLead(t, leadId))))
  expect(results.filter(Boolean)).toHaveLength(1)
  expect((await countLeads(harness.ctx(admin), {})).total).toBe(before - 1)
  expect((await listLeads(harness.ctx(admin), { filter: { city: 'Erased-City' } })).items).toEqual([])
  const told = await found(
    sql`select 1 from events.outbox where name = 'leads.status-changed' and data ->> 'leadId' = ${leadId} and data ->> 'to' = 'withdrawn'`,
  )
  expect(told).toHaveLength(1)
  expect(await inSystem((t) => eraseLead(t, newId()))).toBe(false)
})

test('without erasure the journal cannot be rewritten, and erasure cannot rewrite more than its words', async () => {
  const leadId = await captured(admin)
  const change = (statement: ReturnType<typeof sql>) =>
    found(statement).then(
      () => 'done',
      () => 'refused',
    )
  expect(await change(sql`update leads.activities set data = '{}' where lead_id = ${leadId}::uuid`)).toBe('refused')
  const erasing = (set: ReturnType<typeof sql>) =>
    change(
      sql`with on_now as materialized (select set_config('leads.erasing', 'on', true)) update leads.activities a set ${set} from on_now where a.lead_id = ${leadId}::uuid`,
    )
  expect(await erasing(sql`actor = 'somebody'`)).toBe('refused')
  expect(await erasing(sql`occurred_at = now()`)).toBe('refused')
  expect(await change(sql`delete from leads.activities where lead_id = ${leadId}::uuid`)).toBe('refused')
})
