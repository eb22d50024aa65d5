/** The reference: the same two statements behind nothing but `Bun.serve`, which takes the caller's word for the session. */
import { SQL } from 'bun'
import { databaseUrl } from '../measure/database-url.ts'

const sql = new SQL({ url: databaseUrl(), max: 16 })
const server = Bun.serve({
  port: 0,
  fetch: async (request) => {
    const session = request.headers.get('authorization')?.slice(7) ?? ''
    const [person] =
      await sql`select s.user_id, s.kind, s.epoch, s.seen_generation, s.factor_at, s.restricted, s.via_user_id, s.ended_at, s.idle_expires_at, s.absolute_expires_at, u.role, u.state,
      case when s.via_user_id is null then true else u.role <> 'ADMIN' and exists (select 1 from identity.users v where v.id = s.via_user_id and v.role = 'ADMIN' and v.state = 'active') end as may_look,
      exists (select 1 from identity.session_horizon h where h.ends_until >= s.authenticated_at) as all_ended
      from identity.sessions s join identity.users u on u.id = s.user_id where s.id = ${session}::uuid`
    if (person === undefined) return new Response(null, { status: 401 })
    const id = new URL(request.url).pathname.slice(6)
    const [row] =
      await sql`select id, provider, dedupe_key, event_type, received_at, state, attempts, last_error, due_at, processed_at, headers, secret_version, outcome,
      encode(substr(raw, 1, 65536), 'base64') as raw, coalesce(octet_length(raw), 0)::int as raw_bytes from webhooks.inbox where id = ${id}::uuid and true`
    return Response.json(row)
  },
})
console.log(`listening ${server.port}`)
