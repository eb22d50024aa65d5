import { processEnvironment } from '@mas/platform/config'
import { openProcess, prepare, queueSpecs } from '@mas/wiring'
import type { Hono } from 'hono'
import packageJson from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import type { EdgeEnv } from './http/edge-env.ts'
import { openLiveHub } from './realtime/live-hub.ts'
import { resolveActor } from './auth/resolve-actor.ts'

export interface OpenApi {
  readonly app: Hono<EdgeEnv>
  readonly port: number
  readonly log: { info(message: string, fields?: Readonly<Record<string, unknown>>): void }
  /** From now on readiness says no and streams end, so that clients move to another process. */
  startDraining(): Promise<void>
  close(): Promise<void>
}

/** The API without its HTTP server, which differs by runtime. */
export async function openApi(): Promise<OpenApi> {
  const { config, runtime, log, slots, webhooks, close } = await openProcess({ process: 'api', env: processEnvironment() })
  const queues = queueSpecs()
  await prepare(runtime)
  const live = await openLiveHub(runtime.driver, log)
  let draining = false
  const app = createApp({
    runtime,
    publicUrl: config.MAS_PUBLIC_URL,
    corsOrigins: config.CORS_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    resolveActor,
    live,
    webhooks,
    ops: {
      databaseUrl: config.DATABASE_URL,
      version: packageJson.version,
      providers: slots,
      queues: queues.map((queue) => queue.name),
      draining: () => draining,
      ...(config.OPS_TOKEN !== undefined && { token: config.OPS_TOKEN }),
    },
  })
  return {
    app,
    port: config.PORT,
    log,
    startDraining: async () => {
      draining = true
      log.info('api drains', { watchers: live.watchers })
      await live.close()
    },
    close,
  }
}
