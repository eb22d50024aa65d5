import { opsByType, type Condition, type FieldSpec } from '@mas/contracts/core'
import { leadFields } from '@mas/contracts/leads'
import { compileCondition, examineLeads } from '@mas/db/leads'
import { sql } from '@mas/db'
import { conditionHolds, newId } from '@mas/kernel'
import { beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { useDesk } from '../fixtures/desk.ts'
import { getFacts } from '../index.ts'

const { harness, admin, head, captured, found } = useDesk()
const userIds = [newId(), newId()]

beforeAll(async () => {
  // Leads whose every column is set, blank, odd or missing: the database and the kernel must read all of them alike.
  await found(sql`insert into leads.sources (id, code, kind, name) values (${newId()}::uuid, 'Fair-2026', 'fair', 'Fair')`)
  await found(sql`insert into leads.tags (id, slug, label) select gen_random_uuid(), s, s from unnest(array['vip', 'fair', 'cold-list']) s`)
  await found(sql`insert into leads.products (code, name) values ('mba', 'MBA'), ('sql', 'SQL')`)
  await found(sql`
    insert into leads.leads (id, platform, full_name, status, lost_reason, temperature, temperature_at, predicted_interest, city, college, graduation_year, language, time_zone,
      extra, owning_head_id, assigned_to, first_source_id, first_intake_at, first_attempt_at, last_attempt_at, last_activity_at, status_since, attempts, attempt_days, root_id, reopened, updated_at)
    select u.id, 'my-analytics-school', (array['', 'Asha Rao', ' ÁSHA  rao', 'Ｐｕｎｅ Singh', 'विक्रम'])[1 + n % 5], (array['new', 'contacted', 'lost', 'paid'])[1 + n % 4],
      case when n % 4 = 2 then 'Price' end, (array['hot', 'cold', null])[1 + n % 3], case when n % 3 < 2 then t.now - make_interval(days => 20 + n % 20) end,
      (array['warm', null])[1 + n % 2], (array['Pune', ' PUNE ', 'ＰＵＮＥ', 'Éluru', null, ''])[1 + n % 6], (array['IIT', null])[1 + n % 2],
      (array[2020, 2027, null])[1 + n % 3], (array['hindi', null])[1 + n % 2], (array['Asia/Kolkata', 'America/New_York', 'No/Where'])[1 + n % 3],
      (array['{}', '{"Batch code":"A 1","age":30,"open":true}', '{"Batch code":"  "}'])[1 + n % 3]::jsonb,
      case when n % 2 = 0 then ${userIds[0]}::uuid end, case when n % 3 = 0 then ${userIds[1]}::uuid end, case when n % 5 = 0 then (select id from leads.sources limit 1) end,
      t.now - make_interval(hours => n), case when n % 2 = 0 then t.now - make_interval(hours => n / 2) end, case when n % 2 = 0 then t.now - make_interval(mins => n) end,
      t.now + make_interval(mins => 30 - n), t.now - make_interval(days => n), n % 7, least(n % 7, 1), u.id, n % 2, t.now
    from generate_series(0, 59) n cross join (select ${'2026-11-26T06:30:00Z'}::timestamptz as now) t cross join lateral (select gen_random_uuid() as id, n as own) u`)
  await found(
    sql`insert into leads.lead_tags (lead_id, tag_id, at) select l.id, t.id, now() from leads.leads l, leads.tags t where (l.number + length(t.slug)) % 3 = 0`,
  )
  await found(
    sql`insert into leads.interests (id, lead_id, product_code, session_year) select gen_random_uuid(), id, 'mba', 2026 from leads.leads where number % 2 = 0`,
  )
  await found(
    sql`insert into leads.follow_ups (id, lead_id, owner_id, due_at, kind) select gen_random_uuid(), id, gen_random_uuid(), last_activity_at, 'call' from leads.leads where number % 3 = 0`,
  )
  await captured(admin)
  await captured(head, { emails: ['x@x.in'], source: 'Fair-2026', productCode: 'sql' })
})

const words: Readonly<Record<string, readonly string[]>> = {
  text: [
    'Pune',
    'pune',
    'éluru',
    'asha',
    'Asha Rao',
    'विक्रम',
    'fair-2026',
    'IIT',
    'A 1',
    '30',
    'true',
    'No/Where',
    'Price',
    'rao',
    '%',
    "'",
  ],
  list: ['vip', 'fair', 'mba', 'sql', 'general', 'mba/2026', 'none'],
  day: ['2026-11-26', '2026-11-25', '2026-10-01'],
  instant: ['2026-11-26T06:00:00Z', '2026-11-26T06:30:00.000Z', '2026-11-20T00:00:00+05:30'],
}
const span = fc.record({
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const),
})
const keys = leadFields.flatMap((spec) =>
  spec.key === 'lead.extra.*' ? ['Batch code', 'age', 'nothing'].map((key) => ({ ...spec, key: `lead.extra.${key}` })) : [spec],
)

function scalarOf({ type, values, key }: FieldSpec): fc.Arbitrary<string | number | boolean> {
  if (values !== undefined) return fc.constantFrom(...values)
  if (type === 'number') return fc.constantFrom(0, 1, 2, 2020, 2027, 2.5, -1)
  if (type === 'boolean') return fc.boolean()
  if (type === 'instant') return fc.constantFrom(...(words['day'] ?? []), ...(words['instant'] ?? []))
  if (type === 'choice') return fc.constantFrom(...userIds, 'not-an-id', userIds[0]?.toUpperCase() ?? key)
  return fc.constantFrom(...(words[type] ?? ['x']))
}

const leaf: fc.Arbitrary<Condition> = fc.constantFrom(...keys).chain((spec) =>
  fc.constantFrom(...opsByType[spec.type].filter((op) => op !== 'changed-to')).chain((op) => {
    const value = ((): fc.Arbitrary<unknown> => {
      if (op === 'exists') return fc.boolean()
      if (op === 'in' || op === 'nin') return fc.array(scalarOf(spec), { minLength: 1, maxLength: 3 })
      if (op === 'between') return fc.tuple(scalarOf(spec), scalarOf(spec))
      if (op === 'older-than') return span
      if (op === 'within')
        return fc.oneof(
          span,
          span.map((one) => ({ ...one, direction: 'future' as const })),
        )
      return scalarOf(spec)
    })()
    return value.map((one) => conditionOf({ field: spec.key, op, value: one }))
  }),
)
/** The generator above makes them to fit. */
function conditionOf(value: unknown): Condition {
  return value as Condition
}
const condition = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { maxLength: 3 }).map((any) => ({ any })),
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((not) => ({ not })),
  ),
})).node

test('the database finds exactly the leads for which the kernel says that the condition holds, whatever the condition', async () => {
  const now = harness.clock.now()
  const db = harness.runtime.driver.db
  const ids = (await found<{ id: string }>(sql`select id from leads.leads`)).map(({ id }) => id)
  const facts = await getFacts(harness.ctx(admin), ids)
  expect(facts.size).toBe(62)
  await fc.assert(
    fc.asyncProperty(condition, async (one) => {
      const expected = ids.filter((id) => {
        const lead = facts.get(id)
        return conditionHolds(one, { value: (field) => lead?.values[field], now, zone: lead?.zone ?? '' })
      })
      const sqlOf = compileCondition(one, now)
      const looked = await examineLeads(db, { all: true }, sqlOf, [], undefined, 100)
      expect(
        looked
          .filter(({ member }) => member)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(expected.toSorted())
    }),
    { numRuns: 600 },
  )
}, 180_000)
