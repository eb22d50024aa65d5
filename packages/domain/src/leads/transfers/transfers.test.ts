import { sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeAll, expect, test } from 'bun:test'
import { useDesk } from '../fixtures/desk.ts'
import { getLead, getTransfer, listTimeline, transferLeads, undoTransfer } from '../index.ts'

const { harness, admin, captured, activeHead, found } = useDesk()
let [one, two] = ['', '']
beforeAll(async () => {
  ;[one, two] = [await activeHead(), await activeHead()]
})
const reason = 'the team was split'
const transfer = (leadIds: string[], toHeadId: string, requestId = newId()) => {
  harness.clock.advance(1_000)
  return transferLeads(harness.ctx(admin), { leadIds, toHeadId, reason, requestId })
}
const headOf = async (leadId: string) => (await getLead(harness.ctx(admin), { leadId })).owningHeadId
const told = () =>
  found<{ data: Record<string, unknown> }>(
    sql`select data from events.outbox where name = 'leads.pool-transferred' order by occurred_at, id`,
  )

test('leads change pools once, on record, and the undo puts back those that nobody moved on since', async () => {
  const leads = [await captured(admin), await captured(admin), await captured(admin)]
  await transfer(leads, one)
  await harness.drain()
  const { id: transferId } = await transfer(leads, two)
  await harness.drain()
  expect(await Promise.all(leads.map(headOf))).toEqual([two, two, two])
  await transfer(leads.slice(0, 1), one)
  await harness.drain()
  harness.clock.advance(1_000)
  await undoTransfer(harness.ctx(admin), { transferId })
  await harness.drain()
  expect(await Promise.all(leads.map(headOf))).toEqual([one, one, one])
  expect(await getTransfer(harness.ctx(admin), { transferId })).toMatchObject({ state: 'undone', leads: 3, moved: 0, restored: 2, kept: 1 })
  expect(await refusalOf(undoTransfer(harness.ctx(admin), { transferId }))).toBe('leads.transfer-not-undoable')
  const journal = await listTimeline(harness.ctx(admin), { leadId: leads[1] ?? '', kinds: ['transferred'] })
  expect(journal.items.map(({ data }) => data['to'])).toEqual([one, two, one])
  const events = (await told()).map(({ data }) => [data['fromHeadId'], data['toHeadId'], data['undone']])
  expect(events).toEqual([
    [undefined, one, false],
    [one, two, false],
    [two, one, false],
    [two, one, true],
  ])
})

test('a lead moved away and back since the transfer is kept where it is', async () => {
  const leadId = await captured(admin)
  const { id: transferId } = await transfer([leadId], two)
  await harness.drain()
  await transfer([leadId], one)
  await harness.drain()
  await transfer([leadId], two)
  await harness.drain()
  harness.clock.advance(1_000)
  await undoTransfer(harness.ctx(admin), { transferId })
  await harness.drain()
  expect(await headOf(leadId)).toBe(two)
})

test('a filter finds its leads, those there already stay as they are, and a second ask with the same request is the same transfer', async () => {
  const inPune = await captured(admin, { city: 'Pune-7' })
  await transfer([inPune], one)
  await harness.drain()
  const other = await captured(admin, { city: 'Pune-7' })
  const order = { filter: { city: 'pune-7' }, toHeadId: one, reason, requestId: newId() }
  const made = await Promise.all(Array.from({ length: 6 }, () => transferLeads(harness.ctx(admin), order)))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  await harness.drain()
  expect(await getTransfer(harness.ctx(admin), { transferId: made[0]?.id ?? '' })).toMatchObject({
    state: 'applied',
    leads: 2,
    moved: 1,
    unchanged: 1,
  })
  expect(await headOf(other)).toBe(one)
})

test('twelve hundred leads move in steps whose events name at most five hundred, and no count is lost', async () => {
  await found(sql`insert into leads.leads (id, platform, status, city, extra, first_intake_at, last_activity_at, status_since, updated_at, root_id)
    select u.id, 'mr-mentor', 'new', 'Bulk', '{}', now(), now(), now(), now(), u.id from generate_series(1, 1200) n cross join lateral (select gen_random_uuid() as id, n as own) u`)
  const { id: transferId } = await transferLeads(harness.ctx(admin), {
    filter: { city: 'Bulk' },
    toHeadId: two,
    reason,
    requestId: newId(),
  })
  await harness.drain()
  expect(await getTransfer(harness.ctx(admin), { transferId })).toMatchObject({ moved: 1200 })
  const sizes = await found<{ n: number }>(
    sql`select jsonb_array_length(data -> 'leadIds') as n from events.outbox where name = 'leads.pool-transferred' and data ->> 'transferId' = ${transferId} order by 1`,
  )
  expect(sizes.map(({ n }) => n)).toEqual([200, 500, 500])
})

test('two transfers of the same leads at once leave every lead in one of the two pools, with an unbroken record', async () => {
  const leads = await Promise.all(Array.from({ length: 20 }, () => captured(admin)))
  await Promise.all([transfer(leads, one), transfer([...leads].reverse(), two)])
  await harness.drain()
  const heads = await Promise.all(leads.map(headOf))
  expect(new Set(heads).size).toBe(1)
  const moves = (await told()).map(({ data }) => data).filter((data) => JSON.stringify(data['leadIds']).includes(leads[0] ?? '-'))
  const first = moves.find((data) => data['fromHeadId'] === undefined)
  expect(moves).toHaveLength(2)
  expect(moves.find((data) => data !== first)?.['fromHeadId']).toBe(first?.['toHeadId'])
})

test('nothing to transfer, nobody to transfer to, nobody allowed to: refused', async () => {
  const leadId = await captured(admin)
  expect(await refusalOf(transfer([newId()], one))).toBe('leads.transfer-empty')
  expect(await refusalOf(transfer([leadId], newId()))).toBe('leads.head-inactive')
  expect(
    await refusalOf(transferLeads(harness.ctx(someone('SALES_HEAD')), { leadIds: [leadId], toHeadId: one, reason, requestId: newId() })),
  ).toBe('request.forbidden')
  expect(
    await refusalOf(transferLeads(harness.ctx(admin), { leadIds: [leadId], filter: {}, toHeadId: one, reason, requestId: newId() })),
  ).toBe('request.invalid')
  expect(
    await refusalOf(transferLeads(harness.ctx(admin), { filter: { city: 'Nowhere at all' }, toHeadId: one, reason, requestId: newId() })),
  ).toBe('leads.transfer-empty')
  expect(await refusalOf(getTransfer(harness.ctx(admin), { transferId: newId() }))).toBe('leads.transfer-not-found')
})
