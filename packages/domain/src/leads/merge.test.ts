import { rows, sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  addNote,
  createTag,
  getLead,
  ingest,
  listDuplicates,
  listTimeline,
  mergeLeads,
  scheduleFollowUp,
  tagLeads,
  undoMerge,
  updateLead,
  dismissDuplicate,
  type Arrival,
} from './index.ts'

const harness = useHarness()
const admin = someone('ADMIN')
const ctx = () => harness.ctx(admin)
let n = 0
async function lead(more: Partial<Arrival> = {}): Promise<string> {
  const phones = [{ value: `+9197${String(10_000_000 + ++n)}`, type: 'mobile' as const }]
  const made = await inTx(harness.ctx(system('test')), (t) =>
    ingest(t, { channel: 'vendor', sourceRef: newId(), phones, emails: [], fields: {}, extra: {}, tags: [], ...more }),
  )
  if (made.leadId === undefined) throw new Error('the lead was taken in')
  return made.leadId
}
const merge = (survivorId: string, absorbedId: string) => mergeLeads(ctx(), { survivorId, absorbedId, reason: 'one person' })

/** Everything a merge may touch, but versions and the times of changes. */
async function stateOf(ids: readonly string[]): Promise<unknown> {
  const list = sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`
  const [state] = await rows<{ state: unknown }>(
    harness.runtime.driver.db,
    sql`select jsonb_build_object(
      'leads', (select jsonb_agg(to_jsonb(l) - 'version' - 'updated_at' - 'last_activity_at' order by l.id) from leads.leads l where id = any(${list})),
      'points', (select jsonb_agg(to_jsonb(p) order by p.id) from leads.contact_points p where lead_id = any(${list})),
      'interests', (select jsonb_agg(to_jsonb(i) order by i.id) from leads.interests i where lead_id = any(${list})),
      'tags', (select jsonb_agg(to_jsonb(g) order by g.lead_id, g.tag_id) from leads.lead_tags g where lead_id = any(${list})),
      'follow_ups', (select jsonb_agg(to_jsonb(f) order by f.id) from leads.follow_ups f where lead_id = any(${list})),
      'pairs', (select jsonb_agg(to_jsonb(c) order by c.id) from leads.duplicate_candidates c where lead_a = any(${list}) or lead_b = any(${list}))) as state`,
  )
  return state?.state
}

test('a merge taken back leaves everything as it was', async () => {
  const owners = [newId(), newId()]
  await createTag(ctx(), { slug: 'one', label: 'One' })
  await createTag(ctx(), { slug: 'two', label: 'Two' })
  const side = fc.record({
    fullName: fc.constantFrom('', 'Asha Rao', 'A. Rao'),
    city: fc.constantFrom(undefined, 'Pune', 'Delhi'),
    email: fc.boolean(),
    extra: fc.constantFrom({}, { a: 1 }, { b: 'x' }, { a: 2, c: null }),
    sessionYear: fc.constantFrom(2026, 2027),
    tags: fc.subarray(['one', 'two']),
    owners: fc.subarray(owners),
    dueDay: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom('new', 'lost', 'invalid', 'interested', 'paid', 'enrolled'),
    attempts: fc.nat(3),
  })
  const make = async (one: typeof side extends fc.Arbitrary<infer T> ? T : never) => {
    const id = await lead({
      fullName: one.fullName,
      fields: one.city === undefined ? {} : { city: one.city },
      emails: one.email ? [`m${++n}@x.in`] : [],
      extra: one.extra,
      sessionYear: one.sessionYear,
      tags: one.tags,
    })
    for (const ownerId of one.owners) await scheduleFollowUp(ctx(), { leadId: id, ownerId, dueAt: `2026-12-0${one.dueDay}T05:00:00Z` })
    const reason = one.status === 'lost' || one.status === 'invalid' ? 'price' : null
    await rows(
      harness.runtime.driver.db,
      sql`update leads.leads set status = ${one.status}, lost_reason = ${reason}, attempts = ${one.attempts}::int, attempt_days = ${Math.min(one.attempts, 1)}::int, assigned_to = ${one.owners[0] ?? null}::uuid where id = ${id}::uuid`,
    )
    return id
  }
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      side,
      fc.subarray(['fullName', 'city', 'assignedTo'] as const),
      fc.boolean(),
      async (a, b, c, takeFromAbsorbed, nested) => {
        const [survivor, absorbed, third] = [await make(a), await make(b), await make(c)]
        if (nested) await merge(absorbed, third)
        const before = await stateOf([survivor, absorbed, third])
        const { mergeId } = await mergeLeads(ctx(), { survivorId: survivor, absorbedId: absorbed, takeFromAbsorbed, reason: 'one person' })
        expect((await getLead(ctx(), { leadId: survivor })).id).toBe(survivor)
        expect(await refusalOf(getLead(ctx(), { leadId: absorbed }))).toBe('leads.merged')
        const { conflicts } = await undoMerge(ctx(), { mergeId, reason: 'two people' })
        expect(conflicts).toEqual([])
        expect(await stateOf([survivor, absorbed, third])).toEqual(before)
      },
    ),
    { numRuns: 25 },
  )
}, 180_000)

test('what was changed since the merge stays, and is named', async () => {
  const [survivorId, absorbedId] = [
    await lead({ fullName: 'Asha Rao' }),
    await lead({ fullName: 'Asha Rao', fields: { city: 'Pune', state: 'MH' } }),
  ]
  const { mergeId } = await merge(survivorId, absorbedId)
  const { version } = await getLead(ctx(), { leadId: survivorId })
  await updateLead(ctx(), { leadId: survivorId, version, fields: { city: 'Delhi' } })
  const { restored, conflicts } = await undoMerge(ctx(), { mergeId, reason: 'two people' })
  expect(conflicts).toEqual(['field:city'])
  expect(restored).toContain('field:state')
  expect(await getLead(ctx(), { leadId: survivorId })).toMatchObject({ city: 'Delhi', state: null })
  expect(await getLead(ctx(), { leadId: absorbedId })).toMatchObject({ city: 'Pune', contactPoints: [{ kind: 'phone' }] })
  expect(await refusalOf(undoMerge(ctx(), { mergeId, reason: 'again' }))).toBe('leads.merge-undone')
})

test('a merge under a merged survivor is superseded until the later one is taken back', async () => {
  const [a, b, c] = [await lead(), await lead(), await lead()]
  const first = await merge(a, b)
  const second = await merge(c, a)
  expect(await refusalOf(undoMerge(ctx(), { mergeId: first.mergeId, reason: 'two people' }))).toBe('leads.merge-superseded')
  expect(await refusalOf(merge(a, c))).toBe('leads.merged')
  expect((await undoMerge(ctx(), { mergeId: second.mergeId, reason: 'two people' })).conflicts).toEqual([])
  expect((await undoMerge(ctx(), { mergeId: first.mergeId, reason: 'two people' })).conflicts).toEqual([])
  for (const leadId of [a, b, c]) expect((await getLead(ctx(), { leadId })).contactPoints).toHaveLength(1)
})

test('ten parallel merges of one lead, in both directions: one is done, the journal is read together', async () => {
  const [a, b] = [await lead(), await lead()]
  await addNote(ctx(), { leadId: b, text: 'spoke to the mother' })
  const codes = await Promise.all(Array.from({ length: 10 }, (_, at) => refusalOf(at % 2 === 0 ? merge(a, b) : merge(b, a))))
  expect(codes.filter((code) => code === 'nothing was refused')).toHaveLength(1)
  expect(codes.filter((code) => code === 'leads.merged')).toHaveLength(9)
  const live = (await refusalOf(getLead(ctx(), { leadId: a }))) === 'leads.merged' ? b : a
  expect((await listTimeline(ctx(), { leadId: live })).items.map((one) => one.kind)).toEqual(
    expect.arrayContaining(['note', 'merged', 'intake']),
  )
  expect(await refusalOf(merge(a, a))).toBe('leads.merge-same')
})

test('a dismissed pair is not proposed, and not merged by the system, again', async () => {
  const email = `pair${++n}@x.in`
  const [a, b] = [
    await lead({ fullName: 'Lata Das', fields: { city: 'Pune' } }),
    await lead({ fullName: 'Lata Das', fields: { city: 'Pune' }, phones: [], emails: [email] }),
  ]
  expect((await harness.drain()).dead).toEqual([])
  const [pair] = (await listDuplicates(ctx(), { leadId: a })).items
  expect(pair).toMatchObject({ scoreBp: 10_000, signals: ['name', 'city'] })
  await dismissDuplicate(ctx(), { candidateId: pair?.candidateId ?? '', reason: 'sisters-in-law' })
  const { contactPoints } = await getLead(ctx(), { leadId: a })
  const met = await lead({ fullName: 'Lata Das', phones: [{ value: contactPoints[0]?.value ?? '', type: 'mobile' }], emails: [email] })
  expect(met).toBe(a)
  expect((await getLead(ctx(), { leadId: b })).id).toBe(b)
  expect((await listDuplicates(ctx(), { leadId: a })).items).toEqual([])
})

test('a head finds the pairs of the own pool behind a thousand of others, page by page', async () => {
  const head = someone('SALES_HEAD')
  const ids = await Promise.all(Array.from({ length: 48 }, () => lead()))
  const mine = [await lead({ owningHeadId: head.userId }), await lead()].toSorted()
  await rows(
    harness.runtime.driver.db,
    sql`insert into leads.duplicate_candidates (id, lead_a, lead_b, score_bp, signals, found_at)
        select gen_random_uuid(), a.id::uuid, b.id::uuid, 9999, '[]'::jsonb, now()
        from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) a(id), jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) b(id)
        where a.id < b.id
        union all select gen_random_uuid(), ${mine[0]}::uuid, ${mine[1]}::uuid, 1, '["name"]', now()`,
  )
  const found: string[][] = []
  let pages = 0
  for (let cursor: string | undefined; ; pages++) {
    const page = await listDuplicates(harness.ctx(head), { limit: 1, ...(cursor !== undefined && { cursor }) })
    found.push(...page.items.map(({ a, b }) => [a.leadId, b.leadId]))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(found).toEqual([mine])
  expect(pages).toBe(1)
})

test('a head merges within the pool only, and takes back only own merges', async () => {
  const head = someone('SALES_HEAD')
  const [mine, also, foreign] = [await lead({ owningHeadId: head.userId }), await lead({ owningHeadId: head.userId }), await lead()]
  const asHead = harness.ctx(head)
  expect(await refusalOf(mergeLeads(asHead, { survivorId: mine, absorbedId: foreign, reason: 'one person' }))).toBe('leads.not-found')
  const { mergeId } = await mergeLeads(asHead, { survivorId: mine, absorbedId: also, reason: 'one person' })
  expect(await refusalOf(undoMerge(harness.ctx(someone('SALES_HEAD')), { mergeId, reason: 'two people' }))).toBe('leads.merge-not-found')
  expect((await undoMerge(asHead, { mergeId, reason: 'two people' })).conflicts).toEqual([])
})

test('tags of both stay together', async () => {
  const [a, b] = [await lead(), await lead()]
  await tagLeads(ctx(), { leadIds: [b], tag: 'one' })
  await merge(a, b)
  expect((await getLead(ctx(), { leadId: a })).tags.map((tag) => tag.slug)).toEqual(['one'])
})
