/** The product's own app, with its own look-up of who an access token speaks for. */
import { resolveActor } from '../../apps/api/src/auth/resolve-actor.ts'
import { createApp } from '../../apps/api/src/app.ts'
import { serveOnBun } from '../../apps/api/src/serve-bun.ts'
import { createLog, openRuntime } from '@mas/platform'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { hurried } from '../identity/open.ts'
import { seededSession, seededUser } from '../identity/seed.ts'
import { databaseUrl } from '../measure/database-url.ts'

// Half an hour a second, so that one caller's budget of requests a minute does not end the measurement.
const clock = hurried()
const runtime = await openRuntime({
  databaseUrl: databaseUrl(),
  process: 'tool',
  poolSize: 16,
  log: createLog({ level: 'info', process: 'bench', write: () => {} }),
  ports: unwiredPorts({}),
  secret: Buffer.alloc(32, 7).toString('base64'),
  publicUrl: 'http://localhost',
  clock,
})
const app = createApp({ runtime, publicUrl: 'http://localhost', corsOrigins: [], trustedProxies: 0, resolveActor })
const server = serveOnBun(app, 0)
const issuedAt = new Date(clock.now().getTime() + 30 * 86_400_000)
const token = await runtime.infra.auth.signAccess({ userId: seededUser, sessionId: seededSession, epoch: 0, generation: 1, issuedAt })
console.log(`listening ${new URL(server.url).port} ${token}`)
