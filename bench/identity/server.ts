/** The product's own app with two verbs that do nothing: one for anybody, one for somebody signed in. */
import { resolveActor } from '../../apps/api/src/auth/resolve-actor.ts'
import { createApp } from '../../apps/api/src/app.ts'
import { serveOnBun } from '../../apps/api/src/serve-bun.ts'
import { query as procedure } from '../../apps/api/src/trpc/expose.ts'
import { router } from '../../apps/api/src/trpc/init.ts'
import { identityRouter } from '../../apps/api/src/trpc/routers/identity.ts'
import { query } from '@mas/kernel'
import { z } from 'zod'
import { databaseUrl } from '../measure/database-url.ts'
import { hurried, openIdentity } from './open.ts'
import { seededSession, seededUser } from './seed.ts'

const nothing = {
  summary: 'Does nothing.',
  input: z.strictObject({}),
  output: z.object({ ok: z.literal(true) }),
  run: async () => ({ ok: true as const }),
}
const forAnybody = query({ ...nothing, verb: 'identity.noop-anybody', permission: 'public' })
const forSignedIn = query({ ...nothing, verb: 'identity.noop-signed-in', permission: 'identity.use-own-account' })
const clock = hurried()
const runtime = await openIdentity(databaseUrl(), clock, 'api')
const served = router({ bench: router({ anybody: procedure(forAnybody), signedIn: procedure(forSignedIn) }), identity: identityRouter })
const app = createApp({ runtime, publicUrl: 'http://localhost', corsOrigins: [], trustedProxies: 1, resolveActor }, { router: served })
const server = serveOnBun(app, 0)
// Signed for a month ahead: at this clock's pace a quarter of an hour is over in half a second.
const issuedAt = new Date(clock.now().getTime() + 30 * 86_400_000)
const token = await runtime.infra.auth.signAccess({ userId: seededUser, sessionId: seededSession, epoch: 0, generation: 1, issuedAt })
console.log(`listening ${new URL(server.url).port} ${token}`)
