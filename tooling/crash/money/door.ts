/** The API of the product with the verbs of the play besides its own: sessions, request keys and everything behind the edge are the real ones. */
import { createApp } from '@mas/api/app'
import { mutation } from '@mas/api/expose'
import { resolveActor } from '@mas/api/resolve-actor'
import { router } from '@mas/api/router'
import { processEnvironment } from '@mas/platform/config'
import { fixedClock } from '@mas/kernel'
import { openProcess, prepare, queueSpecs } from '@mas/wiring'
import { balance, close, play, playTime } from './verbs.ts'

const opened = await openProcess({ process: 'api', env: processEnvironment() })
const { config, runtime } = opened
await prepare(runtime)
const app = createApp(
  {
    runtime,
    publicUrl: config.MAS_PUBLIC_URL,
    corsOrigins: [],
    trustedProxies: 1,
    resolveActor,
    webhooks: opened.webhooks,
    ops: {
      databaseUrl: config.DATABASE_URL,
      version: '0',
      providers: opened.slots,
      queues: queueSpecs().map(({ name }) => name),
      draining: () => false,
    },
  },
  { router: router({ money: router({ play: mutation(play), close: mutation(close), balance: mutation(balance) }) }) },
)
Bun.serve({
  port: config.PORT,
  idleTimeout: 60,
  fetch: (request, self) =>
    playTime.run(fixedClock(request.headers.get('x-play-time') ?? new Date()), () =>
      app.fetch(request, { peerAddress: () => self.requestIP(request)?.address }),
    ),
})
console.log('door ready')
