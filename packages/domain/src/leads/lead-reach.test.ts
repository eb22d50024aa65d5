import { rows, sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { ensureUser, explainAccess } from '../identity/index.ts'
import { useDesk } from './fixtures/desk.ts'
import {
  addNote,
  changeStatus,
  countLeads,
  explainLead,
  getLead,
  listLeads,
  listTimeline,
  searchLeads,
  setAssignee,
  setTeamEdges,
} from './index.ts'

const { harness, admin, telecaller, stranger, head, phone, capture, captured } = useDesk()

test('a lead outside the reach is not found, by any verb, and a capture of it tells nothing', async () => {
  const number = phone()
  const leadId = await captured(telecaller, { phones: [number] })
  for (const call of [getLead, listTimeline, explainLead])
    expect(await refusalOf(call(harness.ctx(stranger), { leadId }))).toBe('leads.not-found')
  expect(await refusalOf(addNote(harness.ctx(stranger), { leadId, text: 'hello' }))).toBe('leads.not-found')
  expect(await refusalOf(changeStatus(harness.ctx(head), { leadId, version: 1, to: 'contacted' }))).toBe('leads.not-found')
  expect(await refusalOf(getLead(harness.ctx(admin), { leadId: newId() }))).toBe('leads.not-found')
  const again = await capture(stranger, { phones: [number] })
  expect(again).toEqual({ outcome: 'matched', intakeId: again.intakeId })
  expect((await listTimeline(harness.ctx(telecaller), { leadId })).items.filter((one) => one.kind === 'intake')).toHaveLength(2)
  expect((await listLeads(harness.ctx(stranger), {})).items.map((one) => one.id)).not.toContain(leadId)
  expect((await searchLeads(harness.ctx(stranger), { query: number.slice(-5) })).items).toEqual([])
})

test('a head reaches the pool and the team, and nothing else', async () => {
  const leadId = await captured()
  const other = await captured(stranger)
  await inTx(harness.ctx(system('test')), async (t) => {
    await setTeamEdges(t, { headId: head.userId, memberIds: [telecaller.userId] })
    await setAssignee(t, { leadId, slot: 'assignedTo', userId: telecaller.userId, decisionId: newId() })
  })
  const pooled = await captured(head)
  const seen = (await listLeads(harness.ctx(head), {})).items.map((one) => one.id)
  expect(seen).toContain(leadId)
  expect(seen).toContain(pooled)
  expect(seen).not.toContain(other)
  expect((await getLead(harness.ctx(head), { leadId })).assignedTo).toBe(telecaller.userId)
  await inTx(harness.ctx(system('test')), (t) => setTeamEdges(t, { headId: head.userId, memberIds: [] }))
  expect(await refusalOf(getLead(harness.ctx(head), { leadId }))).toBe('leads.not-found')
})

test('an explanation of access asks of a lead what its verbs ask: the team of a head, and nobody else’s', async () => {
  const email = `${newId()}@example.in`
  const { userId } = await inTx(harness.ctx(system('test')), (t) => ensureUser(t, { email, fullName: 'Meera Iyer', source: 'test' }))
  await rows(harness.runtime.driver.db, sql`update identity.users set role = 'SALES_HEAD', state = 'active' where id = ${userId}::uuid`)
  const [leadId, other] = [await captured(), await captured(stranger)]
  await inTx(harness.ctx(system('test')), async (t) => {
    await setTeamEdges(t, { headId: userId, memberIds: [telecaller.userId] })
    await setAssignee(t, { leadId, slot: 'assignedTo', userId: telecaller.userId, decisionId: newId() })
  })
  const ask = (id: string) => explainAccess(harness.ctx(admin), { userId, permission: 'leads.get-lead', ref: { type: 'leads.lead', id } })
  expect(await ask(leadId)).toMatchObject({ allowed: true, reach: ['team'] })
  expect(await ask(other)).toMatchObject({ allowed: false, reach: [] })
  expect((await ask(newId())).allowed).toBe(false)
})

test('pages follow each other without gap or repetition, newest activity first', async () => {
  const me = someone('SALES')
  const made = new Set<string>()
  for (let at = 0; at < 7; at++) {
    harness.clock.advance(1000)
    made.add(await captured(me))
  }
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await listLeads(harness.ctx(me), { limit: 3, ...(cursor && { cursor }) })
    seen.push(...page.items.map((one) => one.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(seen).toHaveLength(7)
  expect(new Set(seen)).toEqual(made)
  expect(await countLeads(harness.ctx(me), {})).toEqual({ total: 7, byStatus: [{ status: 'new', count: 7 }] })
})

test('search finds by part of a name, the end of a phone and the start of an address, and masks phones for telecallers', async () => {
  const leadId = await captured(telecaller, { fullName: 'Padmavathi Krishnan', phones: ['9898981234'], emails: ['Padma.K@Example.in'] })
  for (const query of ['mavathi', '981234', '98989 81234', 'padma.k@'])
    expect((await searchLeads(harness.ctx(telecaller), { query })).items.map((one) => one.id)).toEqual([leadId])
  const [hit] = (await searchLeads(harness.ctx(telecaller), { query: '981234' })).items
  expect(hit?.primaryPhone).toBe('+91 98••••••34')
  expect((await searchLeads(harness.ctx(admin), { query: '981234' })).items[0]?.primaryPhone).toBe('+919898981234')
  expect(await refusalOf(searchLeads(harness.ctx(admin), { query: '123' }))).toBe('leads.query-too-short')
  expect(await refusalOf(searchLeads(harness.ctx(admin), { query: '%%' }))).toBe('leads.query-too-short')
  expect((await searchLeads(harness.ctx(admin), { query: '%%%' })).items).toEqual([])
})

test("a name that many have: a caller finds the own leads among everybody's, however old they are and in any script", async () => {
  const me = someone('SALES')
  const others = await captured(stranger, { fullName: 'Prakash Bhandari' })
  // Six hundred namesakes of others, and more leads of the caller's own with newer activity than either is looked through for.
  await inTx(harness.ctx(system('test')), (t) =>
    rows(
      t.tx,
      sql`insert into leads.leads (id, platform, full_name, name_key, status, extra, assigned_to, first_intake_at, last_activity_at, status_since, root_id, updated_at)
          select id, platform, case when assigned_to is null then full_name else 'Newer' end, name_key, 'new', '{}', assigned_to, at, at, at, id, at
          from (select gen_random_uuid() as id, l.platform, l.full_name, l.name_key, case when n % 3 = 0 then null else ${me.userId}::uuid end as assigned_to
                  , timestamptz '2030-01-01' as at from leads.leads l, generate_series(1, 1800) n where l.id = ${others}::uuid) made`,
    ),
  )
  const [mine, hindi] = [await captured(me, { fullName: 'Prakash Bhandari' }), await captured(me, { fullName: 'प्रकाश भंडारी' })]
  const found = async (query: string) => (await searchLeads(harness.ctx(me), { query })).items.map((one) => one.id)
  expect(await found('prakash bhand')).toEqual([mine])
  expect(await found('प्रकाश')).toEqual([hindi])
  // No three letters in a row: only the newest are looked through, never the whole pool.
  expect(await found('- -')).toEqual([])
})

test("an end of a phone that many have: a caller finds the own lead behind thousands of others'", async () => {
  const me = someone('SALES')
  const others = await captured(stranger)
  await inTx(harness.ctx(system('test')), (t) =>
    rows(
      t.tx,
      sql`insert into leads.contact_points (id, lead_id, kind, value, role, is_primary, phone_type)
          select gen_random_uuid(), ${others}::uuid, 'phone', '+9170' || lpad(n::text, 4, '0') || '7643', 'identifying', false, 'mobile' from generate_series(1, 2500) n`,
    ),
  )
  const mine = await captured(me, { phones: ['9898987643'] })
  expect((await searchLeads(harness.ctx(me), { query: '7643' })).items.map((one) => one.id)).toEqual([mine])
})
