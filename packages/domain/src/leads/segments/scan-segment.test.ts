import type { Condition } from '@mas/contracts/core'
import { sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { noon, useDesk } from '../fixtures/desk.ts'
import {
  addNote,
  changeStatus,
  createSegment,
  createTag,
  mergeLeads,
  scanSegment,
  segmentById,
  tagLeads,
  untagLeads,
  updateLead,
  updateSegment,
  retireSegment,
  type SegmentScan,
} from '../index.ts'

const { harness, admin, telecaller, captured, found } = useDesk()
const dayMs = 24 * 60 * 60_000

async function segmentOf(condition: Condition): Promise<string> {
  return (await createSegment(harness.ctx(admin), { name: newId(), condition })).id
}
/** Every page of a scan; the latest word on each lead. */
async function scanned(scan: SegmentScan): Promise<Map<string, boolean>> {
  const seen = new Map<string, boolean>()
  let cursor: string | undefined
  for (;;) {
    const page = await scanSegment(harness.ctx(admin), { ...scan, cursor })
    for (const { leadId, member } of page.items) seen.set(leadId, member)
    if (page.nextCursor === null) return seen
    cursor = page.nextCursor
  }
}
const since = (from: Date, scan: { segmentId: string; size?: number }) =>
  scanned({ ...scan, changedSince: from, until: harness.clock.now() })

test('a first scan looks at every lead, a later one only at what changed, whichever way it changed', async () => {
  const tag = 'scan'
  await createTag(harness.ctx(admin), { slug: tag, label: tag })
  const segmentId = await segmentOf({ field: 'lead.tags', op: 'contains', value: tag })
  const leads = [await captured(), await captured(), await captured()]
  const first = await scanned({ segmentId, until: harness.clock.now(), size: 2 })
  expect(leads.map((id) => first.get(id))).toEqual([false, false, false])
  harness.clock.advance(60_000)
  const start = harness.clock.now()
  expect((await since(start, { segmentId })).size).toBe(0)
  harness.clock.advance(1_000)
  await tagLeads(harness.ctx(telecaller), { leadIds: leads.slice(0, 2), tag })
  expect(await since(start, { segmentId, size: 1 })).toEqual(new Map(leads.slice(0, 2).map((id) => [id, true])))
  harness.clock.advance(1_000)
  const later = harness.clock.now()
  await untagLeads(harness.ctx(telecaller), { leadIds: leads.slice(0, 1), tag })
  expect(await since(later, { segmentId })).toEqual(new Map([[leads[0] ?? '', false]]))
})

test('every kind of change of a lead is seen by the next scan', async () => {
  const segmentId = await segmentOf({ field: 'lead.fullName', op: 'exists', value: true })
  const leadId = await captured()
  const changes: (() => Promise<unknown>)[] = [
    () => updateLead(harness.ctx(telecaller), { leadId, version: 1, fields: { city: 'Pune' } }),
    () => changeStatus(harness.ctx(telecaller), { leadId, version: 2, to: 'contacted' }),
    () => addNote(harness.ctx(telecaller), { leadId, text: 'hello' }),
    () => found(sql`select 1`),
  ]
  for (const [n, change] of changes.entries()) {
    harness.clock.advance(1_000)
    const from = harness.clock.now()
    await change()
    expect((await since(from, { segmentId })).has(leadId)).toBe(n < 3)
  }
})

test('a merged lead leaves, its survivor is looked at', async () => {
  const segmentId = await segmentOf({ field: 'lead.status', op: 'eq', value: 'new' })
  const [survivorId, absorbedId] = [await captured(admin), await captured(admin)]
  harness.clock.advance(1_000)
  const from = harness.clock.now()
  await mergeLeads(harness.ctx(admin), { survivorId, absorbedId, reason: 'same person' })
  const seen = await since(from, { segmentId })
  expect([seen.get(survivorId), seen.get(absorbedId)]).toEqual([true, false])
})

test('what time alone changes is found in the window that time crossed, however the scans are cut', async () => {
  const quiet = await segmentOf({ field: 'lead.lastActivityAt', op: 'older-than', value: { amount: 7, unit: 'days' } })
  const fresh = await segmentOf({ field: 'lead.lastActivityAt', op: 'within', value: { amount: 7, unit: 'days' } })
  const start = new Date(noon).getTime()
  const leads: string[] = []
  for (let n = 0; n < 10; n++) {
    harness.clock.set(new Date(start + n * 60_000).toISOString())
    leads.push(await captured())
  }
  const entered: string[][] = []
  let last = new Date(start + 6 * dayMs)
  for (const minutes of [-300, 0, 0.5, 3, 3, 4.001, 8.9999, 9, 30]) {
    const until = new Date(start + 7 * dayMs + minutes * 60_000)
    const window = { changedSince: new Date(until.getTime() - 1), crossingFrom: last, until, size: 2 }
    const mine = async (segmentId: string) => [...(await scanned({ ...window, segmentId }))].filter(([id]) => leads.includes(id))
    const now = (await mine(quiet)).filter(([, member]) => member)
    entered.push(now.map(([id]) => id))
    expect((await mine(fresh)).map(([id, member]) => [id, !member])).toEqual(now)
    last = until
  }
  expect(new Set(entered.flat())).toEqual(new Set(leads))
  expect(entered.map((ids) => ids.length)).toEqual([0, 1, 1, 3, 1, 2, 4, 1, 1])
})

test('a temperature set by hand stops counting after 30 days, and the scan of that day sees it', async () => {
  const segmentId = await segmentOf({ field: 'lead.temperature', op: 'eq', value: 'hot' })
  const leadId = await captured()
  await updateLead(harness.ctx(telecaller), { leadId, version: 1, fields: { temperature: 'hot' } })
  const set = harness.clock.now().getTime()
  const scan = (from: number, until: number) =>
    scanned({ segmentId, changedSince: new Date(set + until - 1), crossingFrom: new Date(set + from), until: new Date(set + until) })
  expect(await scan(30 * dayMs - 2, 30 * dayMs)).toEqual(new Map([[leadId, true]]))
  expect(await scan(30 * dayMs - 1, 30 * dayMs + 1)).toEqual(new Map([[leadId, false]]))
})

test('a segment that changed or went while it was scanned says so', async () => {
  const segmentId = await segmentOf({ field: 'lead.status', op: 'eq', value: 'new' })
  await captured()
  await captured()
  const scan = { segmentId, until: harness.clock.now(), size: 1 }
  const { nextCursor } = await scanSegment(harness.ctx(admin), scan)
  await updateSegment(harness.ctx(admin), { segmentId, version: 1, shared: true })
  const cursor = nextCursor ?? ''
  expect(await refusalOf(scanSegment(harness.ctx(admin), { ...scan, cursor }))).toBe('leads.segment-stale')
  expect(await refusalOf(scanSegment(harness.ctx(admin), { ...scan, cursor: 'x' }))).toBe('request.cursor-invalid')
  expect(await segmentById(harness.ctx(admin), segmentId)).toMatchObject({ id: segmentId, version: 2 })
  await retireSegment(harness.ctx(admin), { segmentId })
  expect(await segmentById(harness.ctx(admin), segmentId)).toBeUndefined()
  expect(await refusalOf(scanSegment(harness.ctx(admin), scan))).toBe('leads.segment-not-found')
})
