import type { Condition } from '@mas/contracts/core'
import { sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from '../fixtures/desk.ts'
import {
  addNote,
  changeStatus,
  countSegment,
  createSegment,
  createTag,
  getSegment,
  listLeads,
  listSegments,
  previewSegment,
  retireSegment,
  tagLeads,
  untagLeads,
  updateSegment,
} from '../index.ts'

const { harness, admin, telecaller, stranger, head, captured, found } = useDesk()
const isNew: Condition = { field: 'lead.status', op: 'eq', value: 'new' }

test('a segment is seen by its owner, by all of sales once shared, and always by administrators; others change nothing of it', async () => {
  const { id: segmentId, version } = await createSegment(harness.ctx(telecaller), { name: 'Mine', condition: isNew })
  expect(await refusalOf(getSegment(harness.ctx(stranger), { segmentId }))).toBe('leads.segment-not-found')
  expect((await getSegment(harness.ctx(admin), { segmentId })).ownerId).toBe(telecaller.userId)
  await updateSegment(harness.ctx(telecaller), { segmentId, version, shared: true })
  expect((await getSegment(harness.ctx(stranger), { segmentId })).shared).toBe(true)
  expect(await refusalOf(updateSegment(harness.ctx(head), { segmentId, version: 2, name: 'Theirs' }))).toBe('leads.segment-not-found')
  expect(await refusalOf(retireSegment(harness.ctx(stranger), { segmentId }))).toBe('leads.segment-not-found')
  expect(await refusalOf(getSegment(harness.ctx(someone('USER')), { segmentId }))).toBe('request.forbidden')
  await retireSegment(harness.ctx(admin), { segmentId })
  expect(await refusalOf(getSegment(harness.ctx(telecaller), { segmentId }))).toBe('leads.segment-not-found')
  expect((await createSegment(harness.ctx(telecaller), { name: 'mine', condition: isNew })).version).toBe(1)
})

test('one’s own and shared segments are one list by name, each once, however it is cut into pages', async () => {
  const [reader, other] = [someone('SALES_HEAD'), someone('SALES_HEAD')]
  const make = (owner: typeof reader, name: string, shared: boolean) =>
    createSegment(harness.ctx(owner), { name: `paged ${name}`, condition: isNew, shared })
  await make(reader, 'a', false)
  await make(other, 'B', true)
  await make(other, 'c', false)
  await make(reader, 'D', true)
  await make(other, 'e', true)
  const names: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await listSegments(harness.ctx(reader), { limit: 2, ...(cursor !== undefined && { cursor }) })
    names.push(...page.items.map(({ name }) => name).filter((name) => name.startsWith('paged ')))
    cursor = page.nextCursor
  }
  expect(names).toEqual(['paged a', 'paged B', 'paged D', 'paged e'])
  expect((await listSegments(harness.ctx(reader), { mine: true })).items.map(({ name }) => name)).toEqual(['paged a', 'paged D'])
})

test('of twenty who change one version at once, one does; of twenty who take one name at once, one does', async () => {
  const owner = someone('SALES_HEAD')
  const names = await Promise.all(
    Array.from({ length: 20 }, () => refusalOf(createSegment(harness.ctx(owner), { name: 'Hot ones', condition: isNew }))),
  )
  expect(names.filter((code) => code === 'leads.segment-exists')).toHaveLength(19)
  const [segment] = (await listSegments(harness.ctx(owner), { mine: true })).items
  const changes = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      refusalOf(updateSegment(harness.ctx(owner), { segmentId: segment?.id ?? '', version: 1, name: `Hot ${n}` })),
    ),
  )
  expect(changes.filter((code) => code === 'leads.segment-stale')).toHaveLength(19)
})

test('a condition that does not fit the fields is refused with every problem, before anything is kept', async () => {
  const wrong: Condition = {
    any: [
      { field: 'lead.status', op: 'eq', value: 'asleep' },
      { field: 'lead.shoeSize', op: 'gt', value: 40 },
      { field: 'lead.status', op: 'changed-to', value: 'lost' },
    ],
  }
  const codes = [
    createSegment(harness.ctx(admin), { name: 'Wrong', condition: wrong }),
    previewSegment(harness.ctx(admin), { condition: wrong }),
  ]
  for (const code of await Promise.all(codes.map(refusalOf))) expect(code).toBe('leads.segment-invalid')
  const thrown: unknown = await previewSegment(harness.ctx(admin), { condition: wrong }).catch((error: unknown) => error)
  expect(JSON.stringify(thrown)).toContain('/any/1')
  let deep: Condition = isNew
  for (let n = 0; n < 9; n++) deep = { all: [deep] }
  expect(await refusalOf(previewSegment(harness.ctx(admin), { condition: deep }))).toBe('request.invalid')
})

test('lists, previews and counts of a segment hold what is within reach and nothing else, also of hostile values', async () => {
  const me = someone('SALES')
  const mine = [await captured(me, { city: "Ko'chi%" }), await captured(me, { city: "ko'chi%" })]
  await captured(stranger, { city: "Ko'chi%" })
  const condition: Condition = { field: 'lead.city', op: 'eq', value: "KO'CHI%" }
  const { id: segmentId } = await createSegment(harness.ctx(me), { name: 'Kochi', condition, shared: true })
  const listed = await listLeads(harness.ctx(me), { segmentId })
  expect(listed.items.map(({ id }) => id).toSorted()).toEqual(mine.toSorted())
  expect(await previewSegment(harness.ctx(me), { condition, limit: 1 })).toMatchObject({ looked: 2, found: 2, complete: true })
  expect(await countSegment(harness.ctx(me), { segmentId })).toMatchObject({ count: 2, complete: true })
  expect(await countSegment(harness.ctx(stranger), { segmentId })).toMatchObject({ count: 1 })
  expect(await listLeads(harness.ctx(someone('SALES')), { segmentId })).toEqual({ items: [], nextCursor: null })
  expect((await listLeads(harness.ctx(admin), { segmentId, filter: { status: ['lost'] } })).items).toEqual([])
  expect((await previewSegment(harness.ctx(admin), { condition: { field: 'lead.city', op: 'contains', value: '%' } })).found).toBe(3)
})

test('pages of a segment follow each other without gap or repetition', async () => {
  const me = someone('SALES')
  const made: string[] = []
  for (let n = 0; n < 9; n++) {
    harness.clock.advance(1000)
    made.push(await captured(me, { college: n % 2 === 0 ? 'IIT' : 'NIT' }))
  }
  const { id: segmentId } = await createSegment(harness.ctx(me), {
    name: 'IIT',
    condition: { field: 'lead.college', op: 'eq', value: 'iit' },
  })
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await listLeads(harness.ctx(me), { limit: 2, segmentId, ...(cursor && { cursor }) })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(seen).toEqual(made.filter((_, n) => n % 2 === 0).toReversed())
})

test('over the whole pool a kept count is answered; it is begun once however many ask, and anew after ten minutes', async () => {
  const condition: Condition = { field: 'lead.profession', op: 'eq', value: 'pilot' }
  const { id: segmentId } = await createSegment(harness.ctx(admin), { name: 'Pilots', condition })
  await Promise.all(Array.from({ length: 10 }, () => countSegment(harness.ctx(admin), { segmentId })))
  const jobs = () => found<{ n: number }>(sql`select count(*)::int as n from pgboss.job where name = 'leads.count-members'`)
  expect(await jobs()).toEqual([{ n: 1 }])
  await harness.drain()
  const leadId = await captured()
  await found(sql`update leads.leads set profession = 'Pilot' where id = ${leadId}::uuid`)
  expect(await countSegment(harness.ctx(admin), { segmentId })).toMatchObject({ count: 0, complete: true })
  harness.clock.advance(11 * 60_000)
  await countSegment(harness.ctx(admin), { segmentId })
  await harness.drain()
  expect(await countSegment(harness.ctx(admin), { segmentId })).toMatchObject({ count: 1, countedAt: harness.clock.now().toISOString() })
})

test('a tag that only a few have is found by the tag', async () => {
  await createTag(harness.ctx(admin), { slug: 'rare', label: 'Rare' })
  const leadId = await captured()
  await tagLeads(harness.ctx(telecaller), { leadIds: [leadId], tag: 'rare' })
  const condition: Condition = { all: [isNew, { field: 'lead.tags', op: 'contains', value: 'rare' }] }
  expect(await previewSegment(harness.ctx(admin), { condition })).toMatchObject({ looked: 1, found: 1, complete: true })
  await untagLeads(harness.ctx(telecaller), { leadIds: [leadId], tag: 'rare' })
  expect(await previewSegment(harness.ctx(admin), { condition })).toMatchObject({ looked: 0, found: 0 })
})

test('what a telecaller may not see of a lead, a segment does not show either', async () => {
  const leadId = await captured(telecaller)
  const segment = await createSegment(harness.ctx(telecaller), {
    name: 'Phones',
    condition: { field: 'lead.hasPhone', op: 'eq', value: true },
  })
  const [lead] = (await listLeads(harness.ctx(telecaller), { segmentId: segment.id, limit: 1 })).items
  expect(lead?.primaryPhone).toContain('•')
  await addNote(harness.ctx(telecaller), { leadId, text: 'x' })
  expect(await refusalOf(changeStatus(harness.ctx(telecaller), { leadId: newId(), version: 1, to: 'contacted' }))).toBe('leads.not-found')
})
