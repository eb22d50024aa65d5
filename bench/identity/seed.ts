import { SQL } from 'bun'

export interface Scale {
  readonly users: number
  readonly sessions: number
  readonly logRows: number
}

/** People, their sessions and what they left in the log, in bulk; the triggers would ask a question a row. */
export async function seedIdentity(url: string, { users, sessions, logRows }: Scale): Promise<void> {
  const sql = new SQL({ url, max: 1 })
  await sql.unsafe(`
    alter table identity.sessions disable trigger user;
    insert into identity.users (id, email, email_verified, email_verified_at, full_name, role, state, signup_platform, created_at, updated_at)
      select ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'seed' || n || '@example.in', true, now(), 'Seeded Person', 'USER', 'active', 'mr-mentor', now(), now()
      from generate_series(1, ${users}) n;
    insert into identity.sessions (id, user_id, token, platform, method, amr, authenticated_at, factor_at, idle_expires_at, absolute_expires_at, created_at, updated_at)
      select ('01991000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ('01990000-0000-7000-8000-' || lpad(to_hex(1 + n % ${users}), 12, '0'))::uuid, 'seed' || n,
        'mr-mentor', 'password', '{pwd}', now(), now(), now() + interval '3000 days', now() + interval '3000 days', now(), now()
      from generate_series(1, ${sessions}) n;
    insert into identity.sign_in_log (id, at, user_id, method, outcome, platform, request_id, facts)
      select gen_random_uuid(), now() - (n % 300) * interval '1 day', ('01990000-0000-7000-8000-' || lpad(to_hex(1 + n % ${users}), 12, '0'))::uuid, 'password', 'success', 'mr-mentor', 'seed', '{}'
      from generate_series(1, ${logRows}) n;
    alter table identity.sessions enable trigger user;
    analyze identity.users, identity.sessions, identity.sign_in_log`)
  await sql.close()
}
export const seededUser = '01990000-0000-7000-8000-000000000002'
export const seededSession = '01991000-0000-7000-8000-000000000001'
