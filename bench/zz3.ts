import { readFileSync } from 'node:fs'
import { Condition } from '@mas/contracts/core'
import { connect, rows, sql } from '@mas/db'
import { compileCondition, scanLeads } from '@mas/db/leads'
import { cloneDatabase } from '@mas/testing/template'
const now = new Date('2026-11-26T06:30:00.000Z')
const conditions = {
  common: { field: 'lead.status', op: 'eq', value: 'contacted' },
  'rare text': { field: 'lead.city', op: 'eq', value: 'Nowhere' },
  'rare tag': { field: 'lead.tags', op: 'contains', value: 'rare' },
  'quiet for a week': { field: 'lead.lastActivityAt', op: 'older-than', value: { amount: 7, unit: 'days' } },
} as const
for (const size of [50_000, Number(process.argv[2])]) {
  const { url, drop } = await cloneDatabase()
  const driver = await connect({ url, poolSize: 1, applicationName: 'x', statementTimeoutMs: 3_000_000 })
  const db = driver.db
  await rows(db, sql`set session_replication_role = replica`)
  await rows(db, sql`set synchronous_commit = off`)
  await rows(db, sql`insert into leads.tags (id, slug, label) values (gen_random_uuid(), 'rare', 'Rare')`)
  const began = performance.now()
  for (let from = 0; from < size; from += 250_000)
    await rows(
      db,
      sql`insert into leads.leads (id, platform, full_name, status, city, extra, owning_head_id, first_intake_at, last_activity_at, status_since, updated_at, attempts, attempt_days, root_id)
        select u.id, 'mr-mentor', 'Person ' || n, (array['new', 'contacted', 'interested'])[1 + n % 3], (array['Pune', 'Delhi'])[1 + n % 2], '{}',
          ('00000000-0000-7000-8000-' || lpad((n % 50)::text, 12, '0'))::uuid, u.at, u.at, u.at,
          case when n > ${size}::int - 10000 then ${now.toISOString()}::timestamptz - make_interval(secs => (n % 300)) else u.at end, n % 4, least(n % 4, 1), u.id
        from generate_series(${from}::int + 1, least(${size}::int, ${from}::int + 250000)) n cross join lateral (
          select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, ${now.toISOString()}::timestamptz - make_interval(secs => 31536000.0 * (${size}::int - n) / ${size}::int) as at) u`,
    )
  await rows(
    db,
    sql`insert into leads.lead_tags (lead_id, tag_id, at) select l.id, t.id, l.updated_at from leads.leads l join leads.tags t on t.slug = 'rare' where l.number % (${size}::int / 50) = 0`,
  )
  await rows(db, sql`vacuum analyze leads.leads`).catch(() => rows(db, sql`analyze leads.leads`))
  await rows(db, sql`analyze leads.lead_tags`)
  console.log(size, 'filled in', Math.round((performance.now() - began) / 1000), 's')
  const [b] = await rows<any>(db, sql`select pg_backend_pid() as pid`)
  const cpu = () => {
    const f = readFileSync(`/proc/${b.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(f[11]) + Number(f[12])) * 10
  }
  const blocks = async () => {
    const [r] = await rows<any>(
      db,
      sql`select sum(heap_blks_hit+heap_blks_read+coalesce(idx_blks_hit,0)+coalesce(idx_blks_read,0))::int8 as n from pg_statio_user_tables where schemaname='leads'`,
    )
    return Number(r.n)
  }
  const from = new Date(now.getTime() - 5 * 60_000)
  for (const [name, condition] of Object.entries(conditions)) {
    const compiled = compileCondition(Condition.parse(condition), now)
    let total = 0,
      ms = 0,
      blk = 0
    for (let round = 0; round < 3; round++) {
      total = 0
      await rows(db, sql`select pg_stat_force_next_flush()`)
      const b0 = await blocks(),
        c0 = cpu()
      let after: { place: string; id: string } | undefined
      for (;;) {
        const page: any[] = await scanLeads(db, { by: 'changed', from, until: now }, compiled, after, 1000)
        total += page.length
        const last = page.at(-1)
        if (page.length < 1000) break
        after = { place: last.place, id: last.id }
      }
      ms = cpu() - c0
      await rows(db, sql`select pg_stat_force_next_flush()`)
      blk = (await blocks()) - b0
    }
    console.log(size, name, 'looked at', total, 'cpu ms', ms, 'blocks', blk)
  }
  await driver.close()
  await drop()
}
process.exit()
