import { sql } from '@mas/db'
import { system } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { lookAgainForDuplicates } from './backfill-duplicates.ts'
import { useDesk } from './fixtures/desk.ts'
import { listDuplicates, updateLead } from './index.ts'

const { harness, admin, captured, found } = useDesk()
const look = () => lookAgainForDuplicates(harness.ctx(system('leads.backfill-duplicates')))
const pairs = async () => (await listDuplicates(harness.ctx(admin), {})).items.length

test('a lead that came to look like another is found the next night, once, and a dismissed pair stays dismissed', async () => {
  await captured(admin, { fullName: 'Meenakshi Iyer', city: 'Madurai' })
  const leadId = await captured(admin, { fullName: 'Minakshi Iyer' })
  await harness.drain()
  expect(await pairs()).toBe(0)
  await look()
  expect(await pairs()).toBe(0)
  await updateLead(harness.ctx(admin), { leadId, version: 1, fields: { city: 'Madurai' } })
  await Promise.all([look(), look(), look()])
  expect(await pairs()).toBe(1)
  await found(sql`update leads.duplicate_candidates set state = 'dismissed'`)
  await look()
  expect(await pairs()).toBe(0)
})

test('the walk goes on where it stopped, over more leads than one step holds', async () => {
  await found(sql`insert into leads.leads (id, platform, full_name, name_key, status, city, extra, first_intake_at, last_activity_at, status_since, updated_at, root_id)
    select u.id, 'mr-mentor', 'Person ' || n / 2, 'k' || n / 2, 'new', 'Town', '{}', t.at, t.at, t.at, t.at, u.id
    from (select ${harness.clock.now().toISOString()}::timestamptz as at) t cross join generate_series(0, 1199) n cross join lateral (select gen_random_uuid() as id, n as own) u`)
  await look()
  const [row] = await found<{ n: number }>(sql`select count(*)::int as n from leads.duplicate_candidates where state = 'open'`)
  expect(row?.n).toBe(600)
})
