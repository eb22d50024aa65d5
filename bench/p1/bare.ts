/** The reference: the same two statements behind nothing but `Bun.serve`. */
import { SQL } from 'bun'
import { databaseUrl } from '../database-url.ts'

const sql = new SQL({ url: databaseUrl(), max: 16 })
const server = Bun.serve({
  port: 0,
  fetch: async (request) => {
    const token = request.headers.get('authorization')?.slice(7) ?? ''
    const [session] =
      await sql`select p.id, p.role, s.id as session_id from bench.sessions s join bench.people p on p.id = s.person where s.token = ${token}`
    if (session === undefined) return new Response(null, { status: 401 })
    const id = new URL(request.url).pathname.slice(6)
    const [row] =
      await sql`select id, provider, dedupe_key, event_type, received_at, state, attempts, last_error, due_at, processed_at, headers, secret_version, outcome,
      encode(substr(raw, 1, 65536), 'base64') as raw, coalesce(octet_length(raw), 0)::int as raw_bytes from webhooks.inbox where id = ${id}::uuid and true`
    return Response.json(row)
  },
})
console.log(`listening ${server.port}`)
