import { SQL } from 'bun'
import { seedIdentity, seededSession, seededUser } from '../identity/seed.ts'

/** Ten thousand rows of a kilobyte, as many people with a session each, and one of them an administrator. */
export async function seedP1(url: string): Promise<{ person: string; session: string; item: string }> {
  await seedIdentity(url, { users: 10_000, sessions: 10_000, logRows: 0 })
  const sql = new SQL({ url, max: 1 })
  await sql.unsafe(`alter table identity.users disable trigger user;
    update identity.users set role = 'ADMIN' where id = '${seededUser}';
    alter table identity.users enable trigger user;
    create schema bench; create table bench.people as select id, role from identity.users; alter table bench.people add primary key (id);
    insert into webhooks.inbox (id, provider, dedupe_key, event_type, received_at, raw, raw_until, headers, state, processed_at)
      select gen_random_uuid(), 'bench', n::text, 'paid', now(), convert_to(repeat('x', 1000), 'UTF8'), now() + interval '90 days', '{"content-type":"application/json"}', 'processed', now() from generate_series(1, 10000) n;
    analyze`)
  const [row] = await sql`select id from webhooks.inbox limit 1`
  const item = String(row.id)
  await sql.close()
  return { person: seededUser, session: seededSession, item }
}
