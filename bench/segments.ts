/**
 * What segments cost in a pool of ten thousand and in one of a million: a page, a preview, facts of 1,000 leads and a page of a scan,
 * with the plan of each statement looked through for walks over whole tables.
 */
import { Condition } from '@mas/contracts/core'
import { connect, rows, sql, type Reader } from '@mas/db'
import { compileCondition, examineLeads, narrowed, readLeadFacts, scanLeads } from '@mas/db/leads'
import { cloneDatabase } from '@mas/testing/template'
import { finish, type Figure } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const sizes = sized({ quick: [2_000, 20_000], standard: [10_000, 100_000], full: [10_000, 1_000_000] })
const now = new Date('2026-11-26T06:30:00.000Z')
const conditions = {
  common: { field: 'lead.status', op: 'eq', value: 'contacted' },
  'rare tag': { field: 'lead.tags', op: 'contains', value: 'rare' },
  'rare text': { field: 'lead.city', op: 'eq', value: 'Nowhere' },
  'own leads of one head': {
    all: [
      { field: 'lead.owningHeadId', op: 'eq', value: '00000000-0000-7000-8000-000000000001' },
      { field: 'lead.attempts', op: 'gte', value: 1 },
    ],
  },
  'quiet for a week': { field: 'lead.lastActivityAt', op: 'older-than', value: { amount: 7, unit: 'days' } },
}

interface Timing {
  readonly what: string
  readonly p95Ms: number
  readonly walksWhole: boolean
}
const results = new Map<number, Timing[]>()
for (const size of sizes) results.set(size, await measure(size))
const [small = [], large = []] = [...results.values()]
const figures = small.map(({ what, p95Ms }, n): Figure => {
  const big = large[n]?.p95Ms ?? Number.NaN
  return {
    what: `${what}, growth of p95`,
    ours: `${big.toFixed(2)} ms`,
    reference: `${p95Ms.toFixed(2)} ms`,
    value: big / p95Ms,
    bar: '<= 1.5',
  }
})
const walking = [...small, ...large].filter((one) => one.walksWhole)
await finish({
  sizes: { leads: sizes },
  figures: [
    ...figures,
    { what: 'statements that walk a table of the pool', ours: `${walking.length}`, reference: '', value: walking.length, bar: '<= 0' },
  ],
  verified: [`pools of ${sizes.join(' and ')} leads were counted after filling`, 'the plan of every statement was read'],
  detail: [...results],
})
process.exit()

async function measure(size: number): Promise<Timing[]> {
  const { url, drop } = await cloneDatabase()
  const driver = await connect({ url, poolSize: 1, applicationName: 'bench-segments', statementTimeoutMs: 600_000 })
  try {
    await fill(driver.db, size)
    const [held] = await rows<{ n: number }>(driver.db, sql`select count(*)::int as n from leads.leads`)
    if (held?.n !== size) throw new Error(`the pool holds ${held?.n} leads instead of ${size}`)
    const ids = (await rows<{ id: string }>(driver.db, sql`select id from leads.leads order by number desc limit 1000`)).map(({ id }) => id)
    const { db } = driver
    const changedFrom = new Date(now.getTime() - 5 * 60_000)
    const work: [string, (reader: Reader) => Promise<unknown>][] = [
      ['facts of 1,000 leads', (reader) => readLeadFacts(reader, ids, now)],
      ...Object.entries(conditions).map(([name, condition]): [string, (reader: Reader) => Promise<unknown>] => {
        const compiled = compileCondition(Condition.parse(condition), now)
        return [
          `200 looked at: ${name}`,
          async (reader) => examineLeads(reader, { all: true }, compiled, [await narrowed(db, compiled.narrowings)], undefined, 200),
        ]
      }),
      [
        '10,000 looked at: rare text',
        (reader) =>
          examineLeads(reader, { all: true }, compileCondition(Condition.parse(conditions['rare text']), now), [], undefined, 10_000),
      ],
      ...Object.entries(conditions).map(([name, condition]): [string, (reader: Reader) => Promise<unknown>] => {
        const compiled = compileCondition(Condition.parse(condition), now)
        return [
          `scan of what changed: ${name}`,
          (reader) => scanLeads(reader, { by: 'changed', from: changedFrom, until: now }, compiled, undefined, 1_000),
        ]
      }),
      ...compileCondition(Condition.parse(conditions['quiet for a week']), now).ages.map(
        ({ age, offsetMs }): [string, (reader: Reader) => Promise<unknown>] => {
          const shifted = (at: Date) => new Date(at.getTime() + offsetMs)
          const compiled = compileCondition(Condition.parse(conditions['quiet for a week']), now)
          return [
            'scan of what grew old',
            (reader) => scanLeads(reader, { by: 'age', age, from: shifted(changedFrom), until: shifted(now) }, compiled, undefined, 1_000),
          ]
        },
      ),
      [
        'first scan',
        (reader) =>
          scanLeads(
            reader,
            { by: 'id' },
            compileCondition(Condition.parse(conditions['rare tag']), now),
            { place: '', id: ids[500] ?? '' },
            1_000,
          ),
      ],
    ]
    const timings: Timing[] = []
    for (const [what, run] of work) timings.push({ what, p95Ms: await p95(() => run(driver.db)), walksWhole: await walks(driver.db, run) })
    return timings
  } finally {
    await driver.close()
    await drop()
  }
}

/** People over a year, most recently active last; 2,000 of them changed within the last five minutes, whatever the size. */
async function fill(db: Reader, size: number): Promise<void> {
  await rows(
    db,
    sql`insert into leads.tags (id, slug, label) values (gen_random_uuid(), 'rare', 'Rare'), (gen_random_uuid(), 'common', 'Common')`,
  )
  await rows(
    db,
    sql`insert into leads.leads (id, platform, full_name, status, city, extra, owning_head_id, first_intake_at, last_activity_at, status_since, updated_at, attempts, attempt_days, root_id)
        select u.id, 'mr-mentor', 'Person ' || n, (array['new', 'contacted', 'interested'])[1 + n % 3], (array['Pune', 'Delhi'])[1 + n % 2], '{}',
          ('00000000-0000-7000-8000-' || lpad((n % 50)::text, 12, '0'))::uuid, u.at, u.at, u.at,
          case when n > ${size}::int - 2000 then ${now.toISOString()}::timestamptz - make_interval(secs => (n % 300)) else u.at end, n % 4, least(n % 4, 1), u.id
        from generate_series(1, ${size}::int) n cross join lateral (
          select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, ${now.toISOString()}::timestamptz - make_interval(secs => 31536000.0 * (${size}::int - n) / ${size}::int) as at) u`,
  )
  await rows(
    db,
    sql`insert into leads.lead_tags (lead_id, tag_id, at) select l.id, t.id, l.updated_at from leads.leads l join leads.tags t on t.slug = 'common' where l.number % 4 = 0`,
  )
  await rows(
    db,
    sql`insert into leads.lead_tags (lead_id, tag_id, at) select l.id, t.id, l.updated_at from leads.leads l join leads.tags t on t.slug = 'rare' where l.number % (${size}::int / 50) = 0`,
  )
  await rows(
    db,
    sql`insert into leads.contact_points (id, lead_id, kind, value, role, is_primary, phone_type) select gen_random_uuid(), id, 'phone', '+919' || lpad(number::text, 9, '0'), 'identifying', true, 'mobile' from leads.leads`,
  )
  await rows(
    db,
    sql`insert into leads.interests (id, lead_id, product_code, session_year) select gen_random_uuid(), id, 'general', 2026 from leads.leads`,
  )
  await rows(
    db,
    sql`insert into leads.intakes (id, channel, source_ref, normalised, outcome, lead_id, at) select gen_random_uuid(), 'manual', number::text, '{}', 'created', id, updated_at from leads.leads`,
  )
  await rows(
    db,
    sql`insert into leads.follow_ups (id, lead_id, owner_id, due_at, kind) select gen_random_uuid(), id, id, updated_at, 'call' from leads.leads where number % 4 = 0`,
  )
  await rows(db, sql`vacuum analyze`)
}

async function p95(run: () => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let n = 0; n < 45; n++) {
    const start = performance.now()
    await run()
    if (n >= 5) taken.push(performance.now() - start)
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? Number.NaN
}

/** True where the plan of the statement that `run` sends walks a table of the pool from end to end. */
async function walks(db: Reader, run: (reader: Reader) => Promise<unknown>): Promise<boolean> {
  let walked = false
  const explaining: Reader = Object.assign(Object.create(db), {
    execute: async (statement: ReturnType<typeof sql>) => {
      const plan = await rows<Record<string, string>>(db, sql`explain ${statement}`)
      const text = plan.map((line) => Object.values(line).join('')).join('\n')
      walked = /Seq Scan on (leads|contact_points|interests|lead_tags|intakes|follow_ups)\b/.test(text)
      if (walked) console.log(text)
      return []
    },
  })
  await run(explaining)
  return walked
}
