/** The product's own app; only the look-up of the session is the benchmark's, one statement as in the reference. */
import { createApp } from '../../apps/api/src/app.ts'
import { serveOnBun } from '../../apps/api/src/serve-bun.ts'
import { Role } from '@mas/contracts/access'
import { rows, sql } from '@mas/db'
import { anonymous, systemClock } from '@mas/kernel'
import { createLog, openRuntime } from '@mas/platform'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { databaseUrl } from '../database-url.ts'

const log = createLog({ level: 'info', process: 'bench', write: () => {} })
const runtime = await openRuntime({
  databaseUrl: databaseUrl(),
  process: 'tool',
  poolSize: 16,
  log,
  ports: unwiredPorts({}),
  secret: Buffer.alloc(32, 7).toString('base64'),
  publicUrl: 'http://localhost',
  clock: { now: advancing() },
})
const app = createApp({
  runtime,
  publicUrl: 'http://localhost',
  corsOrigins: [],
  trustedProxies: 0,
  resolveActor: async (ctx, { headers }) => {
    const token = headers.get('authorization')?.slice(7) ?? ''
    const [found] = await rows<{ id: string; role: string; session_id: string }>(
      ctx.db,
      sql`select p.id, p.role, s.id as session_id from bench.sessions s join bench.people p on p.id = s.person where s.token = ${token}`,
    )
    return found === undefined ? anonymous : { kind: 'user', userId: found.id, role: Role.parse(found.role), sessionId: found.session_id }
  },
})
const server = serveOnBun(app, 0)
console.log(`listening ${new URL(server.url).port}`)

/** Every second is another minute, so that one caller's budget of requests a minute does not end the measurement. */
function advancing(): () => Date {
  const startMs = systemClock.now().getTime()
  return () => new Date(startMs + (systemClock.now().getTime() - startMs) * 3_600)
}
