import { findLookAlikes, type LookAlike } from '@mas/db/leads'
import { rows, sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { intakeMany } from './intake.ts'

const harness = useHarness()
const cities = ['Pune', 'PUNE', 'Kochi', undefined]
const colleges = ['Fergusson', 'fergusson', 'Sacred Heart', undefined, 'Other']

test('the look-alikes of a lead are the newest fifty of its name in its city or college, as one look through all of them finds', async () => {
  const arrivals = Array.from({ length: 300 }, (_, n) => {
    const [city, college] = [cities[(n * 7) % 4], colleges[(n * 3) % 5]]
    return {
      channel: 'manual' as const,
      sourceRef: `look-alikes:${n}`,
      fullName: n % 11 === 0 ? 'Ravi Iyer' : `Asha ${String.fromCharCode(65 + (n % 26))}`,
      phones: [{ value: `+9198${String(n).padStart(8, '0')}`, type: 'mobile' as const }],
      emails: [],
      fields: { ...(city !== undefined && { city }), ...(college !== undefined && { college }) },
      extra: {},
      tags: [],
    }
  })
  const taken = await inTx(harness.ctx(system('test')), (t) => intakeMany(t, arrivals, { onMatch: 'fill-blank', announce: false }))
  const leadIds = taken.flatMap(({ leadId }) => leadId ?? [])
  const db = harness.runtime.driver.db
  await rows(db, sql`update leads.leads set status = 'withdrawn' where number % 13 = 0`)
  const all = await rows<LookAlike>(
    db,
    sql`select l.id as lead_id, l.full_name as lead_name, o.id as other_id, o.full_name as other_name, o.same_city, o.same_college
        from leads.leads l cross join lateral (
          select c.id, c.full_name, coalesce(lower(c.city) = lower(l.city), false) as same_city, coalesce(lower(c.college) = lower(l.college), false) as same_college
          from leads.leads c where c.name_key = l.name_key and c.root_id = c.id and c.name_key <> '' and c.id <> l.id and c.status <> 'withdrawn'
            and (lower(c.city) = lower(l.city) or lower(c.college) = lower(l.college)) order by c.id desc limit 50) o
        where l.root_id = l.id and l.name_key <> ''`,
  )
  const told = (found: readonly LookAlike[]) => found.map((one) => JSON.stringify(one)).toSorted()
  expect(all.length).toBeGreaterThan(5_000)
  expect(told(await findLookAlikes(db, leadIds))).toEqual(told(all))
})
