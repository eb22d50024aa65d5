import { rows, sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from './fixtures/desk.ts'
import {
  addNote,
  applyDisposition,
  captureLead,
  changeStatus,
  checkContact,
  completeFollowUp,
  correctNote,
  createTag,
  explainLead,
  getLead,
  ingest,
  listLeads,
  listMyFollowUps,
  listTimeline,
  reopenLead,
  rescheduleFollowUp,
  revealPhone,
  scheduleFollowUp,
  tagLeads,
  untagLeads,
  updateLead,
} from './index.ts'
import { sweepDueFollowUps } from './sweeps.ts'

const thursdayEvening = '2026-11-26T15:20:00.000Z' // 20:50 in India
const { harness, admin, telecaller, stranger, head, capture, captured } = useDesk()

test('Thursday 20:50, no answer on a new lead: attempted, follow-up Friday 09:00', async () => {
  harness.clock.set(thursdayEvening)
  const leadId = await captured()
  const lead = await applyDisposition(harness.ctx(telecaller), { leadId, disposition: 'no-answer' })
  expect(lead.status).toBe('attempted')
  const mine = await listMyFollowUps(harness.ctx(telecaller), {})
  expect(mine.items.find((one) => one.leadId === leadId)?.dueAt).toBe('2026-11-27T03:30:00.000Z')
})

test('a call at 21:00:00 waits until Friday 09:00:00, one at 20:59:59 may start', async () => {
  const leadId = await captured()
  const { contactPoints } = await getLead(harness.ctx(telecaller), { leadId })
  const ask = (at: string) =>
    checkContact(harness.ctx(telecaller), { contactPointId: contactPoints[0]?.id ?? '', channel: 'call', purpose: 'service', at })
  expect(await ask('2026-11-26T21:00:00+05:30')).toMatchObject({
    decision: 'defer',
    code: 'leads.outside-hours',
    until: '2026-11-27T03:30:00.000Z',
  })
  expect(await ask('2026-11-26T20:59:59+05:30')).toMatchObject({ decision: 'allow', code: null })
})

test('of twenty parallel changes from one version exactly one is applied', async () => {
  const leadId = await captured()
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      refusalOf(updateLead(harness.ctx(telecaller), { leadId, version: 1, fields: { city: `City ${at}` } })),
    ),
  )
  expect(codes.filter((code) => code === 'leads.stale')).toHaveLength(19)
  expect((await getLead(harness.ctx(telecaller), { leadId })).version).toBe(2)
})

test('a lost lead is closed until a head reopens it, and every move is journaled', async () => {
  const leadId = await captured(head)
  expect(await refusalOf(changeStatus(harness.ctx(head), { leadId, version: 1, to: 'lost' }))).toBe('leads.reason-required')
  expect(await refusalOf(changeStatus(harness.ctx(head), { leadId, version: 1, to: 'lost', reason: 'unreachable' }))).toBe(
    'leads.too-few-attempts',
  )
  expect(await refusalOf(changeStatus(harness.ctx(head), { leadId, version: 1, to: 'paid' }))).toBe('leads.status-reserved')
  harness.clock.advance(1000)
  await scheduleFollowUp(harness.ctx(head), { leadId, dueAt: '2026-11-27T05:00:00Z' })
  harness.clock.advance(1000)
  const lost = await changeStatus(harness.ctx(head), { leadId, version: 1, to: 'lost', reason: 'price' })
  expect(lost).toMatchObject({ status: 'lost', lostReason: 'price', version: 2 })
  expect((await listMyFollowUps(harness.ctx(head), { state: 'cancelled' })).items.map((one) => one.leadId)).toContain(leadId)
  expect(await refusalOf(changeStatus(harness.ctx(head), { leadId, version: 2, to: 'contacted' }))).toBe('leads.status-closed')
  expect(await refusalOf(reopenLead(harness.ctx(telecaller), { leadId, version: 2 }))).toBe('request.forbidden')
  harness.clock.advance(1000)
  expect(await reopenLead(harness.ctx(head), { leadId, version: 2 })).toMatchObject({ status: 'contacted', lostReason: null, reopened: 1 })
  const kinds = (await listTimeline(harness.ctx(head), { leadId })).items.map((one) => one.kind)
  expect(kinds).toEqual(['status-changed', 'status-changed', 'follow-up', 'intake'])
  expect(await explainLead(harness.ctx(head), { leadId })).toMatchObject({
    status: { status: 'contacted', lastChange: { from: 'lost', to: 'contacted' } },
    intakes: 1,
  })
})

test('one open follow-up a person and lead; rescheduling, completing, and being told once when due', async () => {
  const leadId = await captured()
  const ctx = () => harness.ctx(telecaller)
  const made = await Promise.all(
    Array.from({ length: 5 }, () => refusalOf(scheduleFollowUp(ctx(), { leadId, dueAt: '2026-11-26T08:00:00Z' }))),
  )
  expect(made.filter((code) => code === 'leads.follow-up-exists')).toHaveLength(4)
  const [open] = (await listMyFollowUps(ctx(), {})).items.filter((one) => one.leadId === leadId)
  expect(await refusalOf(rescheduleFollowUp(ctx(), { followUpId: open?.id ?? '', dueAt: '2026-11-25T08:00:00Z' }))).toBe(
    'leads.follow-up-in-past',
  )
  expect(await refusalOf(completeFollowUp(harness.ctx(stranger), { followUpId: open?.id ?? '' }))).toBe('leads.follow-up-not-found')
  await rescheduleFollowUp(ctx(), { followUpId: open?.id ?? '', dueAt: '2026-11-26T09:00:00Z' })
  expect((await completeFollowUp(ctx(), { followUpId: open?.id ?? '' })).state).toBe('done')
  expect(await refusalOf(completeFollowUp(ctx(), { followUpId: open?.id ?? '' }))).toBe('leads.follow-up-not-found')
})

test('a due follow-up is announced once, and missed a day later; a new one may then be opened', async () => {
  const leadId = await captured()
  const { id } = await scheduleFollowUp(harness.ctx(telecaller), { leadId, dueAt: '2026-11-26T08:00:00Z' })
  const announced = async () =>
    (
      await rows(
        harness.runtime.driver.db,
        sql`select 1 as one from events.outbox where name = 'leads.follow-up-due' and data ->> 'followUpId' = ${id}`,
      )
    ).length
  await sweepDueFollowUps(harness.ctx(system('test')))
  expect(await announced()).toBe(0)
  harness.clock.set('2026-11-26T08:00:00.000Z')
  await Promise.all([sweepDueFollowUps(harness.ctx(system('test'))), sweepDueFollowUps(harness.ctx(system('test')))])
  expect(await announced()).toBe(1)
  harness.clock.set('2026-11-27T08:00:00.000Z')
  await sweepDueFollowUps(harness.ctx(system('test')))
  expect((await listMyFollowUps(harness.ctx(telecaller), { state: 'missed' })).items.map((one) => one.id)).toContain(id)
  expect(await refusalOf(scheduleFollowUp(harness.ctx(telecaller), { leadId, dueAt: '2026-11-28T08:00:00Z' }))).toBe('nothing was refused')
})

test('notes are corrected by their author, by a new entry', async () => {
  const leadId = await captured()
  const note = await addNote(harness.ctx(telecaller), { leadId, text: 'wants the evning batch' })
  const corrected = await correctNote(harness.ctx(telecaller), { activityId: note.id, text: 'wants the evening batch' })
  expect(corrected).toMatchObject({ kind: 'note-corrected', correctsId: note.id })
  expect(await refusalOf(correctNote(harness.ctx(admin), { activityId: note.id, text: 'x' }))).toBe('leads.activity-not-found')
})

test('tags count what they change, in reach only', async () => {
  await createTag(harness.ctx(admin), { slug: 'scholarship', label: 'Scholarship' })
  expect(await refusalOf(createTag(harness.ctx(admin), { slug: 'scholarship', label: 'Again' }))).toBe('leads.tag-exists')
  const mine = [await captured(), await captured()]
  const foreign = await captured(stranger)
  const tag = (leadIds: string[]) => tagLeads(harness.ctx(telecaller), { leadIds, tag: 'scholarship' })
  expect(await tag([...mine, foreign])).toEqual({ changed: 2 })
  expect(await tag(mine)).toEqual({ changed: 0 })
  expect((await listLeads(harness.ctx(telecaller), { filter: { tag: 'scholarship' } })).items).toHaveLength(2)
  expect(await untagLeads(harness.ctx(telecaller), { leadIds: mine, tag: 'scholarship' })).toEqual({ changed: 2 })
  expect(await refusalOf(tagLeads(harness.ctx(telecaller), { leadIds: mine, tag: 'nothing' }))).toBe('leads.tag-unknown')
})

test('wrong number: the point is bad, and a lead without another one is invalid', async () => {
  const leadId = await captured()
  expect(await applyDisposition(harness.ctx(telecaller), { leadId, disposition: 'wrong-number' })).toMatchObject({
    status: 'invalid',
    lostReason: 'wrong-number',
    contactPoints: [{ state: 'bad' }],
  })
  const other = await captured(telecaller, { emails: ['still@reach.in'] })
  expect(await applyDisposition(harness.ctx(telecaller), { leadId: other, disposition: 'wrong-number' })).toMatchObject({ status: 'new' })
})

test('do not call: lost, and the gate refuses calls from now on', async () => {
  const leadId = await captured()
  const lead = await applyDisposition(harness.ctx(telecaller), { leadId, disposition: 'do-not-call' })
  expect(lead).toMatchObject({ status: 'lost', lostReason: 'not-interested' })
  expect(
    await checkContact(harness.ctx(telecaller), { contactPointId: lead.contactPoints[0]?.id ?? '', channel: 'call', purpose: 'service' }),
  ).toMatchObject({ decision: 'refuse', code: 'leads.consent-withdrawn' })
})

test('revealing numbers is capped for each person and day, exactly, under parallel calls', async () => {
  const me = someone('SALES')
  const leadId = await captured(me)
  await rows(
    harness.runtime.driver.db,
    sql`insert into settings.values (key, value, version, set_at) values ('leads.reveals-per-day', '3', 1, now())`,
  )
  const codes = await Promise.all(
    Array.from({ length: 12 }, () => refusalOf(revealPhone(harness.ctx(me), { leadId, reason: 'call from own phone' }))),
  )
  expect(codes.filter((code) => code === 'leads.reveal-capped')).toHaveLength(9)
})

test('capturing the same request twice is one intake; bad numbers say which', async () => {
  const request = { fullName: 'Ravi', phones: ['9811112222'], requestId: newId() }
  const [a, b] = [await captureLead(harness.ctx(telecaller), request), await captureLead(harness.ctx(telecaller), request)]
  expect(b).toEqual(a)
  expect(await refusalOf(capture(telecaller, { phones: ['12345'] }))).toBe('leads.phone-invalid')
  expect(await refusalOf(capture(telecaller, { phones: ['9.87654E+09'] }))).toBe('leads.phone-lossy')
  expect(await refusalOf(capture(telecaller, { phones: [] }))).toBe('leads.no-contact')
  expect(await refusalOf(capture(telecaller, { productCode: 'nothing' }))).toBe('leads.product-unknown')
})

test('what other domains bring in is journaled once, whoever brings it again', async () => {
  const arrival = { channel: 'signup' as const, sourceRef: newId(), phones: [], emails: ['new@user.in'], fields: {}, extra: {}, tags: [] }
  const first = await inTx(harness.ctx(system('test')), (t) => ingest(t, arrival))
  const second = await inTx(harness.ctx(system('test')), (t) => ingest(t, arrival))
  expect(second).toMatchObject({ leadId: first.leadId, intakeId: first.intakeId, repeated: true })
  expect((await harness.drain()).dead).toEqual([])
})
