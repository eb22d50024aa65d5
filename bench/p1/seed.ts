import { newId } from '@mas/kernel'
import { SQL } from 'bun'

/** Ten thousand rows of a kilobyte, a person and a session. */
export async function seedP1(url: string): Promise<{ person: string; token: string; item: string }> {
  const sql = new SQL({ url, max: 1 })
  const [person, token] = [newId(), crypto.randomUUID()]
  await sql.unsafe(`create schema bench; create table bench.people (id uuid primary key, role text not null);
    create table bench.sessions (id uuid primary key, person uuid not null, token text not null unique);
    insert into bench.people select gen_random_uuid(), 'USER' from generate_series(1, 10000); insert into bench.sessions select gen_random_uuid(), id, id::text from bench.people;
    insert into bench.people values ('${person}', 'ADMIN'); insert into bench.sessions values (gen_random_uuid(), '${person}', '${token}');
    insert into webhooks.inbox (id, provider, dedupe_key, event_type, received_at, raw, raw_until, headers, state, processed_at)
      select gen_random_uuid(), 'bench', n::text, 'paid', now(), convert_to(repeat('x', 1000), 'UTF8'), now() + interval '90 days', '{"content-type":"application/json"}', 'processed', now() from generate_series(1, 10000) n;
    analyze`)
  const [row] = await sql`select id from webhooks.inbox limit 1`
  await sql.close()
  return { person, token, item: String(row.id) }
}
