import { leadFields } from '@mas/contracts/leads'
import { sql } from '@mas/db'
import { AppError, inTx, newId } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from './fixtures/desk.ts'
import { createTag, getFacts, getLead, listTimeline, mergeLeads, retireTag, setField, setTag, type FieldOrder } from './index.ts'

const { harness, admin, captured, found } = useDesk()
const origin = { runId: newId(), nodeId: 'n4', epoch: 2 }
const asRun = <T>(work: Parameters<typeof inTx<T>>[1]) => inTx(harness.ctx({ kind: 'workflow', runId: origin.runId }), work)
const set = (order: FieldOrder) => asRun((t) => setField(t, order))
const facts = async (leadId: string) => (await getFacts(harness.ctx(admin), [leadId])).get(leadId)?.values

test('every field of the catalogue is answered, and nothing besides', async () => {
  const leadId = await captured(admin, { emails: ['f@x.in'], city: 'Pune' })
  const values = (await facts(leadId)) ?? {}
  expect(Object.keys(values).toSorted()).toEqual(
    leadFields
      .map(({ key }) => key)
      .filter((key) => key !== 'lead.extra.*')
      .toSorted(),
  )
  expect(values).toMatchObject({
    'lead.city': 'Pune',
    'lead.hasPhone': true,
    'lead.channel': 'manual',
    'lead.products': ['general'],
    'lead.tags': [],
  })
  expect(values['lead.firstIntakeAt']).toBe(harness.clock.now().toISOString())
})

test('facts are asked by any id a lead ever had; unknown ids are left out', async () => {
  const [survivorId, absorbedId] = [await captured(admin), await captured(admin)]
  await mergeLeads(harness.ctx(admin), { survivorId, absorbedId, reason: 'same person' })
  const known = await getFacts(harness.ctx(admin), [survivorId, absorbedId, newId()])
  expect([...known].map(([asked, { leadId }]) => [asked, leadId]).toSorted()).toEqual(
    [
      [survivorId, survivorId],
      [absorbedId, survivorId],
    ].toSorted(),
  )
  expect(await getFacts(harness.ctx(admin), [])).toEqual(new Map())
})

test('a workflow writes what the catalogue allows, once, on record with the step it came from', async () => {
  const leadId = await captured(admin)
  expect(await set({ leadId, field: 'lead.city', value: 'Pune', origin })).toBe(true)
  expect(await set({ leadId, field: 'lead.city', value: 'Pune', origin })).toBe(false)
  expect(await set({ leadId, field: 'lead.extra.batch', value: 'A', origin })).toBe(true)
  expect(await set({ leadId, field: 'lead.graduationYear', value: 2027 })).toBe(true)
  expect(await set({ leadId, field: 'lead.graduationYear', value: null })).toBe(true)
  expect(await set({ leadId, field: 'lead.status', value: 'contacted', origin })).toBe(true)
  expect(await facts(leadId)).toMatchObject({
    'lead.city': 'Pune',
    'lead.extra.batch': 'A',
    'lead.graduationYear': null,
    'lead.status': 'contacted',
  })
  const told = (await listTimeline(harness.ctx(admin), { leadId, kinds: ['updated'] })).items.map(({ actor, data }) => [
    actor,
    data['origin'],
  ])
  expect(told).toContainEqual([`workflow:${origin.runId}`, origin])
  const [moved] = await found<{ data: unknown }>(
    sql`select data from events.outbox where name = 'leads.status-changed' and data ->> 'leadId' = ${leadId}`,
  )
  expect(moved?.data).toMatchObject({ origin, to: 'contacted' })
})

test('what it may not write, or what does not fit, is refused and changes nothing', async () => {
  const leadId = await captured(admin)
  const before = await getLead(harness.ctx(admin), { leadId })
  const code = (field: string, value: FieldOrder['value']) => refusalOf(set({ leadId, field, value }))
  for (const { key, access } of leadFields) if (access === 'read-only') expect(await code(key, 'x')).toBe('leads.field-read-only')
  expect(await code('lead.nothing', 'x')).toBe('leads.field-read-only')
  expect(await code('lead.graduationYear', 'soon')).toBe('leads.field-invalid')
  expect(await code('lead.temperature', 'boiling')).toBe('leads.field-invalid')
  expect(await code('lead.city', 'a\u0000b')).toBe('leads.field-invalid')
  expect(await code('lead.extra.a\u0000b', 'x')).toBe('leads.field-invalid')
  expect(await code('lead.status', 'asleep')).toBe('leads.field-invalid')
  expect(await code('lead.status', 'paid')).toBe('leads.status-reserved')
  expect(await code('lead.status', 'invalid')).toBe('leads.reason-required')
  expect(await refusalOf(set({ leadId: newId(), field: 'lead.city', value: 'x' }))).toBe('leads.not-found')
  expect(await getLead(harness.ctx(admin), { leadId })).toEqual(before)
})

test('of twenty steps that put one tag on a lead at once, one changed it, and it is told once with its step', async () => {
  await createTag(harness.ctx(admin), { slug: 'engaged', label: 'Engaged' })
  const leadId = await captured(admin)
  const put = (on: boolean) => asRun((t) => setTag(t, { leadId, tag: 'engaged', on, origin }))
  expect((await Promise.all(Array.from({ length: 20 }, () => put(true)))).filter(Boolean)).toHaveLength(1)
  const told = await found<{ data: unknown }>(
    sql`select data from events.outbox where name = 'leads.tagged' and data ->> 'leadId' = ${leadId}`,
  )
  expect(told.map(({ data }) => data)).toEqual([{ leadId, tag: 'engaged', origin }])
  expect(await put(false)).toBe(true)
  await retireTag(harness.ctx(admin), { slug: 'engaged' })
  expect(await refusalOf(put(true))).toBe('leads.tag-unknown')
})

test('twenty steps that write different fields of one lead at once lose none of them', async () => {
  const leadId = await captured(admin)
  const results = await Promise.all(Array.from({ length: 20 }, (_, n) => set({ leadId, field: `lead.extra.k${n}`, value: String(n) })))
  expect(results.every(Boolean)).toBe(true)
  const { extra } = await getLead(harness.ctx(admin), { leadId })
  expect(Object.keys(extra)).toHaveLength(20)
})

test('an absorbed lead stands for its survivor', async () => {
  const [survivorId, absorbedId] = [await captured(admin), await captured(admin)]
  await mergeLeads(harness.ctx(admin), { survivorId, absorbedId, reason: 'same person' })
  await set({ leadId: absorbedId, field: 'lead.city', value: 'Agra' })
  expect((await getLead(harness.ctx(admin), { leadId: survivorId })).city).toBe('Agra')
  const thrown: unknown = await set({ leadId: absorbedId, field: 'lead.status', value: 'lost' }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(AppError)
})
