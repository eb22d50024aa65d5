import { rows, sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { intakeMany, type Arrival, type IntakeOptions } from './index.ts'

const harness = useHarness({ poolSize: 20 })
const quiet: IntakeOptions = { onMatch: 'fill-blank', announce: true }
const take = (arrivals: readonly Arrival[], options: IntakeOptions = quiet) =>
  inTx(harness.ctx(system('test')), (t) => intakeMany(t, arrivals, options))
let refs = 0
const arrival = (more: Partial<Arrival> & { phone?: string; email?: string } = {}): Arrival => {
  const { phone, email, ...rest } = more
  return {
    channel: 'vendor',
    sourceRef: `v:${++refs}`,
    phones: phone === undefined ? [] : [{ value: phone, type: 'mobile' }],
    emails: email === undefined ? [] : [email],
    fields: {},
    extra: {},
    tags: [],
    ...rest,
  }
}
const count = async (what: string) =>
  Number((await rows<{ n: string }>(harness.runtime.driver.db, sql.raw(`select count(*) as n from ${what}`)))[0]?.n)

test('the acceptance rows: created 3, shared-phone 1, matched 1, updated 1', async () => {
  const results = await take([
    arrival({ fullName: 'Asha Rao', phone: '+919876543210', email: 'asha@x.in' }),
    arrival({ fullName: 'Asha R.', phone: '+919876543210' }),
    arrival({ fullName: 'Vikram', phone: '+919876543211', email: 'vik@x.in' }),
    arrival({ fullName: 'Ravi', email: 'ravi@x.in' }),
    arrival({ fullName: 'Ravi K', phone: '+919876543212', email: 'ravi@x.in' }),
    arrival({ fullName: 'Sunita Devi', phone: '+919876543211', email: 'sunita@x.in' }),
    arrival({ fullName: 'Nobody' }),
    arrival({ rejectCode: 'leads.phone-lossy' }),
  ])
  expect(results.map((one) => one.outcome)).toEqual([
    'created',
    'matched',
    'created',
    'created',
    'updated',
    'shared-phone',
    'rejected',
    'rejected',
  ])
  expect(results[4]).toMatchObject({ leadId: results[3]?.leadId, matchedBy: 'email', before: { old: {}, pointIds: [expect.any(String)] } })
  expect(results[6]).toMatchObject({ rejectCode: 'leads.no-contact' })
  expect(await count('leads.leads')).toBe(4)
  expect(await count('leads.duplicate_candidates')).toBe(1)
})

test('200 parallel arrivals of one phone are 1 lead, 200 intakes, 1 lead-created, 199 re-enquired', async () => {
  const before = await count('leads.leads')
  const all = Array.from({ length: 200 }, (_, n) => arrival({ phone: '+919811111111', sourceRef: `race:${n}` }))
  const results = await Promise.all(all.map((one) => take([one])))
  expect(new Set(results.map(([one]) => one?.leadId)).size).toBe(1)
  expect(await count('leads.leads')).toBe(before + 1)
  expect(await count("leads.intakes where source_ref like 'race:%'")).toBe(200)
  const leadId = results[0]?.[0]?.leadId
  expect(await count(`events.outbox where name = 'leads.lead-created' and data ->> 'leadId' = '${leadId}'`)).toBe(1)
  expect(await count(`events.outbox where name = 'leads.re-enquired' and data ->> 'leadId' = '${leadId}'`)).toBe(199)

  const again = await Promise.all(all.map((one) => take([one])))
  expect(again.every(([one]) => one?.repeated === true && one.leadId === leadId)).toBe(true)
  expect(again.map(([one]) => one?.intakeId)).toEqual(results.map(([one]) => one?.intakeId))
  expect(await count("leads.intakes where source_ref like 'race:%'")).toBe(200)
  expect((await harness.drain()).dead).toEqual([])
}, 180_000)

test('parallel batches over the same people make each of them once', async () => {
  const people = Array.from({ length: 30 }, (_, n) => ({ phone: `+9198222000${String(n).padStart(2, '0')}`, email: `p${n}@race.in` }))
  const batches = Array.from({ length: 8 }, (_, b) =>
    people.toSorted(() => (b % 2 === 0 ? 1 : -1)).map((one) => arrival({ ...one, sourceRef: `b${b}:${one.email}` })),
  )
  const results = (await Promise.all(batches.map((batch) => take(batch)))).flat()
  expect(results.filter((one) => one.outcome === 'created')).toHaveLength(30)
  expect(await count("leads.contact_points where value like 'p%@race.in'")).toBe(30)
})

test('phone of one and e-mail of another: like names are merged, others become a candidate', async () => {
  const [a, b] = await take([
    arrival({ fullName: 'Meena Iyer', phone: '+919833333331' }),
    arrival({ fullName: 'Meena Iyer', email: 'meena@y.in' }),
  ])
  const [met] = await take([arrival({ fullName: 'Meena Iyer', phone: '+919833333331', email: 'meena@y.in' })])
  expect(met).toMatchObject({ leadId: a?.leadId, mergeId: expect.any(String) })
  expect(await count(`leads.leads where id = '${b?.leadId}' and status = 'merged' and root_id = '${a?.leadId}'`)).toBe(1)

  const [c, d] = await take([
    arrival({ fullName: 'Arjun Nair', phone: '+919833333332' }),
    arrival({ fullName: 'Lata Das', email: 'lata@y.in' }),
  ])
  const [other] = await take([arrival({ fullName: 'Arjun Nair', phone: '+919833333332', email: 'lata@y.in' })])
  expect(other).toMatchObject({ leadId: c?.leadId })
  expect(other?.mergeId).toBeUndefined()
  const pair = [c?.leadId, d?.leadId].toSorted()
  expect(await count(`leads.duplicate_candidates where lead_a = '${pair[0]}' and lead_b = '${pair[1]}' and state = 'open'`)).toBe(1)
})

test('the policies for a match: blanks filled, everything overwritten, nothing changed', async () => {
  const [made] = await take([arrival({ fullName: 'Old', phone: '+919844444441', fields: { city: 'Pune' }, extra: { a: 1 } })])
  const richer = { fullName: 'New', phone: '+919844444441', fields: { city: 'Delhi', state: 'DL' }, extra: { a: 2, b: 3 } }
  const [skipped] = await take([arrival(richer)], { ...quiet, onMatch: 'skip' })
  expect(skipped).toMatchObject({ outcome: 'matched', before: { old: {}, new: {} } })
  const [filled] = await take([arrival(richer)])
  expect(filled).toMatchObject({
    outcome: 'updated',
    before: { old: { state: null, extra: { a: 1 } }, new: { state: 'DL', extra: { a: 1, b: 3 } } },
  })
  const [forced] = await take([arrival(richer)], { ...quiet, onMatch: 'overwrite' })
  expect(forced?.before).toMatchObject({ old: { full_name: 'Old', city: 'Pune' }, new: { full_name: 'New', city: 'Delhi' } })
  expect(
    await count(
      `leads.leads where id = '${made?.leadId}' and full_name = 'New' and city = 'Delhi' and extra = '{"a":2,"b":3}' and version = 3`,
    ),
  ).toBe(1)
})

test('a re-enquiry reopens a lost lead and says so', async () => {
  const [made] = await take([arrival({ phone: '+919855555551' })])
  await rows(
    harness.runtime.driver.db,
    sql.raw(`update leads.leads set status = 'lost', lost_reason = 'price' where id = '${made?.leadId}'`),
  )
  await take([arrival({ phone: '+919855555551' })])
  expect(await count(`leads.leads where id = '${made?.leadId}' and status = 'new' and lost_reason is null and reopened = 1`)).toBe(1)
  expect(await count(`leads.status_changes where lead_id = '${made?.leadId}' and from_status = 'lost'`)).toBe(1)
  expect(
    await count(
      `events.outbox where name = 'leads.re-enquired' and data ->> 'leadId' = '${made?.leadId}' and (data ->> 'reopened')::boolean`,
    ),
  ).toBe(1)
})

test('the journal cannot be changed, not even with SQL, and the counts follow every change', async () => {
  expect(await refusalOf(rows(harness.runtime.driver.db, sql`update leads.activities set data = '{}'`))).not.toBe('nothing was refused')
  await harness.drain()
  const folded = await rows<{ n: string }>(
    harness.runtime.driver.db,
    sql`select (select coalesce(sum(count), 0) from leads.pool_counts where dimension = 'all') + (select coalesce(sum(delta), 0) from leads.pool_count_deltas where dimension = 'all') as n`,
  )
  expect(Number(folded[0]?.n)).toBe(await count('leads.leads where root_id = id'))
})
